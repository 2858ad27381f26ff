-- Names in the store of raw mail of which it is not certain that a message has them: noted before bytes are written, and when a
-- message goes. The sweep deletes what no message names (store/raw-names.ts says why that is safe). A row outlives its organisation.
CREATE TABLE unnamed_raw (
  raw text PRIMARY KEY,
  -- Not looked at before.
  due_at timestamptz NOT NULL
);
CREATE INDEX ON unnamed_raw (due_at);
CREATE INDEX ON inbound_message (raw);

-- Whoever deletes messages, also by deleting their mailbox, may have no right to the table of names.
CREATE FUNCTION note_raw_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO unnamed_raw (raw, due_at) SELECT DISTINCT raw, now() FROM gone ORDER BY raw
  ON CONFLICT (raw) DO UPDATE SET due_at = greatest(unnamed_raw.due_at, excluded.due_at);
  RETURN NULL;
END $$;
CREATE TRIGGER raw_gone AFTER DELETE ON inbound_message REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION note_raw_gone();

CREATE FUNCTION note_raw_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM unnamed_raw u USING come WHERE u.raw = come.raw;
  RETURN NULL;
END $$;
CREATE TRIGGER raw_named AFTER INSERT ON inbound_message REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION note_raw_named();
