-- What colleagues write to each other about a conversation: never sent to anybody.
CREATE TABLE conversation_note (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  -- 'agent:ada@example.org', 'key:<id>'.
  author text NOT NULL,
  text text NOT NULL,
  search tsvector NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON conversation_note (conversation_id, created_at, id);
CREATE INDEX note_search ON conversation_note USING gin (search);
