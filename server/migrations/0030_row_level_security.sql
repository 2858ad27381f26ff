-- Row-level security: what a request of one organisation's caller runs, runs as the role tandem_organisation (made by
-- store/organisation-role.ts, roles belong to the cluster), which sees the rows of that organisation alone, whatever a
-- route forgets. Operators' administration and workers run as the owner of the tables, which is not held back.
--
-- The caller is said by settings of the connection (store/scope.ts):
--   tandem.organisation   the organisation's id
--   tandem.mailboxes      '' (all of them) or the only mailboxes that may be seen, '{id,id}'
--   tandem.principal      who asks, as in idempotency.principal

CREATE FUNCTION seen_organisations() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN ARRAY[nullif(current_setting('tandem.organisation', true), '')::uuid];
END $$;

-- NULL: all.
CREATE FUNCTION seen_mailboxes() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('tandem.mailboxes', true), '')::uuid[]
$$;

-- Protects a table with a condition on its rows, and lets callers at it.
CREATE FUNCTION protect(target regclass, condition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY organisation ON %s TO tandem_organisation USING (%s)', target, condition);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO tandem_organisation', target);
END $$;

-- Protects a table by its columns organisation_id and mailbox_id. Called for every new table that has one of them at
-- the end of each migration (protect_tables); a later migration need not call it.
-- (SELECT …) is evaluated once a statement, not once a row (PostgreSQL documentation, "InitPlan").
CREATE FUNCTION protect_by_organisation(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  columns text[] := ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = target AND attnum > 0 AND NOT attisdropped);
  conditions text[] := '{}';
BEGIN
  IF 'organisation_id' = ANY (columns) THEN
    conditions := conditions || 'organisation_id = ANY ((SELECT seen_organisations())::uuid[])'::text;
    IF 'mailbox_id' = ANY (columns) THEN
      conditions := conditions || ('((SELECT seen_mailboxes()) IS NULL OR mailbox_id IS NULL'
        || ' OR mailbox_id = ANY ((SELECT seen_mailboxes())::uuid[]))')::text;
    END IF;
  ELSIF 'mailbox_id' = ANY (columns) THEN
    -- Of the mailboxes, the caller sees what the policy of that table lets through.
    conditions := conditions || format('EXISTS (SELECT FROM mailbox AS m WHERE m.id = %s.mailbox_id)', target);
  ELSE
    RAISE EXCEPTION 'Table % has neither organisation_id nor mailbox_id', target
      USING HINT = 'Call protect(table, condition) with the condition under which a caller may see a row.';
  END IF;
  PERFORM protect(target, array_to_string(conditions, ' AND '));
END $$;

-- Every table that says whose its rows are gets its policy, and callers get the sequences that defaults take from.
CREATE FUNCTION protect_tables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('organisation_id', 'mailbox_id'))
    ORDER BY 1
  LOOP
    PERFORM protect_by_organisation(target);
  END LOOP;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tandem_organisation;
END $$;

GRANT USAGE ON SCHEMA public TO tandem_organisation;
SELECT protect('organisation', 'id = ANY ((SELECT seen_organisations())::uuid[])');
SELECT protect('mailbox', 'organisation_id = ANY ((SELECT seen_organisations())::uuid[])'
  ' AND ((SELECT seen_mailboxes()) IS NULL OR id = ANY ((SELECT seen_mailboxes())::uuid[]))');
SELECT protect('attachment_chunk', 'EXISTS (SELECT FROM attachment AS a WHERE a.id = attachment_chunk.attachment_id)');
SELECT protect('outgoing_attachment', 'EXISTS (SELECT FROM outgoing_message AS m WHERE m.id = outgoing_attachment.message_id)');
-- It holds whole answers.
SELECT protect('idempotency', 'principal = current_setting(''tandem.principal'', true)');

-- Callers may queue jobs, but read none.
CREATE FUNCTION queue_job(task text, payload json, job_key text, run_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, job_key => queue_job.job_key, run_at => queue_job.run_at);
END $$;
REVOKE EXECUTE ON FUNCTION queue_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_job TO tandem_organisation;
