-- Roles of people (decision 0012): an operator belongs to no organisation, everybody else to exactly one.
ALTER TABLE "user" DROP CONSTRAINT user_role_check;
-- better-auth wants a default where it never writes; this one fails the check: nobody comes in without an invitation.
ALTER TABLE "user" ALTER COLUMN role SET DEFAULT 'agent';
ALTER TABLE "user" ADD COLUMN organisation_id uuid REFERENCES organisation (id) ON DELETE CASCADE;
ALTER TABLE "user" ADD CONSTRAINT user_role
  CHECK (role IN ('operator', 'administrator', 'agent') AND (role = 'operator') = (organisation_id IS NULL));
CREATE INDEX ON "user" (organisation_id);

-- What an agent may open.
CREATE TABLE agent_mailbox (
  user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, mailbox_id)
);
CREATE INDEX ON agent_mailbox (mailbox_id);

-- A link with which somebody becomes a person here. Whoever has it chooses the password: only its hash is kept.
CREATE TABLE person_invitation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- NULL: to be an operator.
  organisation_id uuid REFERENCES organisation (id) ON DELETE CASCADE,
  email text NOT NULL CHECK (email = lower(email)),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'administrator', 'agent') AND (role = 'operator') = (organisation_id IS NULL)),
  mailbox_ids uuid[] NOT NULL DEFAULT '{}',
  token_hash bytea NOT NULL UNIQUE,
  invited_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX ON person_invitation (organisation_id, created_at DESC);

-- NULL: everything, as keys made before there were scopes.
ALTER TABLE api_key ADD COLUMN scopes text[];

-- Operators see an organisation's data only with its approval, from its first administrator on (decision 0013).
ALTER TABLE organisation ADD COLUMN administered_at timestamptz;
CREATE TABLE support_approval (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  reason text NOT NULL,
  granted_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX ON support_approval (organisation_id, ends_at);

-- tandem.organisation is an id or, of operators who look at customers' data, 'approved' (organisations that have
-- approved, or have no administrator yet) or 'approved-strictly' (only those that have approved).
-- It reads what the caller may not: SECURITY DEFINER.
CREATE OR REPLACE FUNCTION seen_organisations() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  wanted text := current_setting('tandem.organisation', true);
BEGIN
  IF wanted NOT IN ('approved', 'approved-strictly') THEN
    RETURN ARRAY[nullif(wanted, '')::uuid];
  END IF;
  RETURN ARRAY(
    SELECT o.id FROM organisation o
    WHERE (wanted = 'approved' AND o.administered_at IS NULL) OR EXISTS (
      SELECT FROM support_approval a
      WHERE a.organisation_id = o.id AND a.ended_at IS NULL AND a.ends_at > now()));
END $$;
