-- A customer's tenant, how it is reached, and the proof that it works.
CREATE TABLE connection (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  -- Name of a provider in providers/registry.ts.
  method text NOT NULL,
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'verifying', 'verified', 'failed', 'active', 'suspended')),
  -- Not secret; shape given by the provider's `settings` schema (tenant, application …).
  settings jsonb NOT NULL DEFAULT '{}',
  -- What is wanted: {"contacts": true, …}.
  wanted jsonb NOT NULL DEFAULT '{"contacts": true}',
  test_mailbox text,
  -- A mailbox that must be refused, if the customer limits the application.
  refused_mailbox text,
  attempt int NOT NULL DEFAULT 1,
  -- age, armored; only workers can open it.
  credential text,
  -- {"kind": "secret"|"certificate", "lastFour", "fingerprint", "expiresAt"?}: what may be shown of it.
  credential_facts jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON connection (organisation_id);
ALTER TABLE invitation ADD FOREIGN KEY (connection_id) REFERENCES connection (id) ON DELETE CASCADE;

-- One attempt to prove a connection; kept for ever.
CREATE TABLE verification_report (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  attempt int NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'passed', 'failed')),
  -- Array of check results in order (model/src/verification.ts).
  checks jsonb NOT NULL DEFAULT '[]',
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX ON verification_report (connection_id, created_at DESC);

CREATE TABLE mailbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  -- Lower case.
  address text NOT NULL CHECK (address = lower(address)),
  display_name text NOT NULL DEFAULT '',
  -- The provider's own id of the mailbox, once known.
  remote_id text,
  -- found: seen in the directory, not switched on. off: switched off by a person.
  state text NOT NULL DEFAULT 'found' CHECK (state IN ('found', 'on', 'off', 'trouble')),
  -- Why it is in trouble, in plain words: {"title", "detail", "since", "failure"}.
  trouble jsonb,
  source text NOT NULL DEFAULT 'directory' CHECK (source IN ('directory', 'typed')),
  created_at timestamptz NOT NULL DEFAULT now(),
  switched_on_at timestamptz,
  UNIQUE (connection_id, address)
);
CREATE INDEX ON mailbox (organisation_id, address);
CREATE INDEX ON mailbox (address);
