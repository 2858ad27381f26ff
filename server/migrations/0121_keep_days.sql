-- Closed conversations of a queue go so many days after anything last happened to them; NULL: they stay for ever.
ALTER TABLE queue ADD COLUMN keep_days int CHECK (keep_days > 0);
-- Removed by a sweep that has not yet written it into the audit log.
ALTER TABLE queue ADD COLUMN removed_untold int NOT NULL DEFAULT 0;

-- When anything last happened to it: a message, an answer, opening, closing. What was there before counts from now on.
ALTER TABLE conversation ADD COLUMN touched_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX conversation_closed ON conversation (mailbox_id, touched_at) WHERE state = 'closed';
CREATE FUNCTION note_conversation_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.touched_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER touched BEFORE UPDATE ON conversation
  FOR EACH ROW WHEN (NEW.version IS DISTINCT FROM OLD.version) EXECUTE FUNCTION note_conversation_touched();

-- Messages that were removed here and are still in the mailbox: they are not fetched again. `ref` is the SHA-256 of the reference.
CREATE TABLE removed_message (
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  ref bytea NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  removed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (mailbox_id, ref)
);
