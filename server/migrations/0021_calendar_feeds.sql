-- Read-only links to a calendar for other programs. Whoever has the link sees it, so only its hash is kept; a revoked one is gone.
CREATE TABLE calendar_feed (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  name text NOT NULL,
  -- Only when events take place, not what they are.
  only_busy boolean NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_read_at timestamptz
);
CREATE INDEX ON calendar_feed (mailbox_id, created_at);
