-- What happened to a conversation is seen by whoever sees the conversation, also what happened in the queue that it came from; figures stay with the queue
-- in which it happened.
DROP POLICY IF EXISTS organisation ON conversation_event;
SELECT protect('conversation_event', $$
  CASE WHEN organisation_id = ANY ((SELECT seen_organisations())::uuid[]) THEN
    (SELECT seen_mailboxes()) IS NULL OR EXISTS (SELECT FROM conversation c WHERE c.id = conversation_id)
  ELSE false END$$);

-- Notes lie in the queue of their conversation.
UPDATE conversation_note n SET mailbox_id = c.mailbox_id FROM conversation c
WHERE c.id = n.conversation_id AND n.mailbox_id <> c.mailbox_id;
