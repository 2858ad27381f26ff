-- What happens to conversations is told to webhooks too; see 0060 for how.
CREATE FUNCTION webhook_event_of_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_event (organisation_id, mailbox_id, type, data)
  SELECT n.organisation_id, n.mailbox_id, 'conversation.' || CASE
      WHEN n.kind IN ('waiting', 'answered', 'closed') THEN n.kind
      WHEN n.kind IN ('given', 'taken', 'handed-over') THEN 'assigned'
      ELSE 'changed' END,
    jsonb_build_object('conversationId', n.conversation_id, 'what', n.kind, 'agentId', n.agent_id, 'actor', n.actor,
      'mergedId', n.data -> 'mergedId', 'at', n.at)
  FROM new_rows n
  WHERE n.kind <> 'routed' AND EXISTS (SELECT FROM webhook w WHERE w.organisation_id = n.organisation_id)
  ORDER BY n.id;
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_told AFTER INSERT ON conversation_event REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_event_of_conversation();
