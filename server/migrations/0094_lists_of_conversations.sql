-- Row-level security keeps a search from its index: `@@` could tell of rows that the caller may not see, so PostgreSQL reads every row first
-- (documentation, "Row Security Policies": only leakproof functions are evaluated before). This one reads the index as the owner, and
-- returns what the policy would have let through.
CREATE FUNCTION conversations_with(query tsquery) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.conversation_id FROM inbound_message m
  WHERE m.search @@ query AND (current_setting('role') <> 'tandem_organisation' OR (
    m.organisation_id = ANY ((SELECT seen_organisations())::uuid[])
    AND ((SELECT seen_mailboxes()) IS NULL OR m.mailbox_id = ANY ((SELECT seen_mailboxes())::uuid[]))))
$$;
REVOKE EXECUTE ON FUNCTION conversations_with(tsquery) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversations_with(tsquery) TO tandem_organisation;

-- Open ones are few among those that are closed.
CREATE INDEX conversation_open ON conversation (organisation_id, last_at DESC, newest DESC) WHERE state = 'open';
