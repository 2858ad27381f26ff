-- A mail that a queue sent to itself, to see whether one comes through; its conversation is in no figures.
CREATE TABLE queue_test (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  outgoing_id uuid NOT NULL REFERENCES outgoing_message (id) ON DELETE CASCADE,
  started_at timestamptz NOT NULL DEFAULT now(),
  requested_by text NOT NULL,
  -- Set when it came in.
  conversation_id uuid REFERENCES conversation (id) ON DELETE SET NULL,
  -- It was routed, and its conversation closed.
  ended_at timestamptz,
  -- A sentence: to whom it went, or why to nobody.
  outcome text
);
CREATE INDEX ON queue_test (mailbox_id, started_at);
CREATE INDEX ON queue_test (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX ON queue_test (outgoing_id);
CREATE INDEX ON queue_test (organisation_id) WHERE ended_at IS NULL;
