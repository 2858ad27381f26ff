-- An automatic set-up under way: what a person at the page sees of it. The administrator's tokens are never here: they live in the
-- memory of the worker that is at it, and a worker that dies takes them with it (decision 0011).
CREATE TABLE provisioning (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'sign-in', 'planning', 'planned', 'applying', 'done', 'failed', 'cancelled')),
  -- What was asked for: {"mailboxes": [...] | "all", "closed": address | null}.
  wish jsonb NOT NULL,
  -- While somebody is to sign in: {"purpose", "userCode", "url", "expiresAt"}.
  prompt jsonb,
  -- The steps, each {"key", "change", "title", "details", "needsYes"?, "done"?}.
  plan jsonb NOT NULL DEFAULT '[]',
  -- Who signed in.
  account text,
  -- The person's yes, and whether too wide permissions may go.
  agreed_at timestamptz,
  remove_wide boolean NOT NULL DEFAULT false,
  -- One sentence, when it failed.
  problem text,
  requested_by text NOT NULL,
  -- Grows with every worker that takes it up: one that was thought dead writes no more.
  takings int NOT NULL DEFAULT 0,
  seen_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX ON provisioning (connection_id, created_at DESC);
CREATE UNIQUE INDEX provisioning_one ON provisioning (connection_id)
  WHERE state NOT IN ('done', 'failed', 'cancelled');
