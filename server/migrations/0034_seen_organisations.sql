-- Asked for with every statement of a caller: an expression that PostgreSQL puts in place (SQL, neither SECURITY DEFINER
-- nor SET; PostgreSQL wiki, "Inlining of SQL functions"). Only operators who look at customers' data pay for more.
CREATE FUNCTION approved_organisations(strictly boolean) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT o.id FROM organisation o
    WHERE (NOT strictly AND o.administered_at IS NULL) OR EXISTS (
      SELECT FROM support_approval a
      WHERE a.organisation_id = o.id AND a.ended_at IS NULL AND a.ends_at > now()))
$$;

CREATE OR REPLACE FUNCTION seen_organisations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE current_setting('tandem.organisation', true)
    WHEN 'approved' THEN approved_organisations(false)
    WHEN 'approved-strictly' THEN approved_organisations(true)
    ELSE ARRAY[nullif(current_setting('tandem.organisation', true), '')::uuid]
  END
$$;

-- The condition as one CASE: PostgreSQL guesses that half of the rows pass (DEFAULT for a boolean expression). As the
-- comparisons themselves it guessed one row of any mailbox, and read and sorted all of it instead of following the index
-- of a list until LIMIT. Routes name the organisation themselves, so that its index is used as before.
CREATE OR REPLACE FUNCTION protect_by_organisation(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  columns text[] := ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = target AND attnum > 0 AND NOT attisdropped);
  mailbox text := CASE WHEN target = 'mailbox'::regclass THEN 'id' WHEN 'mailbox_id' = ANY (columns) THEN 'mailbox_id' END;
BEGIN
  IF 'organisation_id' = ANY (columns) THEN
    PERFORM protect(target, format(
      'CASE WHEN organisation_id = ANY ((SELECT seen_organisations())::uuid[]) THEN %s ELSE false END',
      CASE WHEN mailbox IS NULL THEN 'true' ELSE format(
        '(SELECT seen_mailboxes()) IS NULL OR %1$s IS NULL OR %1$s = ANY ((SELECT seen_mailboxes())::uuid[])', mailbox)
      END));
  ELSIF mailbox IS NOT NULL THEN
    -- Of the mailboxes, the caller sees what the policy of that table lets through.
    PERFORM protect(target, format('EXISTS (SELECT FROM mailbox AS m WHERE m.id = %s.mailbox_id)', target));
  ELSE
    RAISE EXCEPTION 'Table % has neither organisation_id nor mailbox_id', target
      USING HINT = 'Call protect(table, condition) with the condition under which a caller may see a row.';
  END IF;
END $$;

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT p.polrelid::regclass FROM pg_policy p
    JOIN pg_attribute a ON a.attrelid = p.polrelid AND a.attname = 'organisation_id'
    WHERE p.polname = 'organisation'
  LOOP
    EXECUTE format('DROP POLICY organisation ON %s', target);
    PERFORM protect_by_organisation(target);
  END LOOP;
END $$;
REVOKE UPDATE, DELETE ON audit_entry FROM tandem_organisation;
