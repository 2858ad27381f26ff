-- Notes of a conversation are found with its messages (0094 says why this runs as the owner).
CREATE OR REPLACE FUNCTION conversations_with(query tsquery) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.conversation_id FROM (
    SELECT conversation_id, organisation_id, mailbox_id FROM inbound_message WHERE search @@ query
    UNION ALL SELECT conversation_id, organisation_id, mailbox_id FROM conversation_note WHERE search @@ query) m
  WHERE current_setting('role') <> 'tandem_organisation' OR (
    m.organisation_id = ANY ((SELECT seen_organisations())::uuid[])
    AND ((SELECT seen_mailboxes()) IS NULL OR m.mailbox_id = ANY ((SELECT seen_mailboxes())::uuid[])))
$$;
