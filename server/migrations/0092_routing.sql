-- Who gets a conversation: queues say what they ask for, agents what they can, conversations who has them and since when somebody waits.
ALTER TABLE queue
  -- {priority, skills, distribution, hours, targetMinutes, acknowledgement, overflow, rules}: model/src/api/routing.ts, queueRouting.
  ADD COLUMN routing jsonb NOT NULL DEFAULT '{}';

-- What an agent can and how much at once; who has no row has the defaults (store/agents.ts) and is away.
CREATE TABLE agent (
  user_id text PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  -- {"german": 3}: 1 to 5.
  skills jsonb NOT NULL DEFAULT '{}',
  capacity int NOT NULL DEFAULT 10 CHECK (capacity BETWEEN 0 AND 1000),
  presence text NOT NULL DEFAULT 'away' CHECK (presence IN ('available', 'away')),
  presence_at timestamptz NOT NULL DEFAULT now(),
  -- When distribution gave something last: of two with the same load the longer idle is first.
  given_at timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX ON agent (organisation_id);

ALTER TABLE conversation
  ADD COLUMN owner_id text REFERENCES "user" (id) ON DELETE SET NULL,
  -- Who had it before: is preferred when it comes back.
  ADD COLUMN last_owner_id text REFERENCES "user" (id) ON DELETE SET NULL,
  -- Gave it back to the queue: is not given it again.
  ADD COLUMN put_back_by text REFERENCES "user" (id) ON DELETE SET NULL,
  -- Whom a rule named.
  ADD COLUMN wanted_agent_id text REFERENCES "user" (id) ON DELETE SET NULL,
  ADD COLUMN skills jsonb NOT NULL DEFAULT '{}',
  -- 1 is the most urgent.
  ADD COLUMN priority int NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  ADD COLUMN routed_at timestamptz,
  -- Since when somebody waits for an answer; NULL: nobody does.
  ADD COLUMN waiting_since timestamptz,
  -- Until when it is to be answered.
  ADD COLUMN due_at timestamptz,
  -- When it goes elsewhere if nobody has taken it.
  ADD COLUMN overflow_at timestamptz,
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN acknowledged_at timestamptz,
  -- Never made one with another by what mails say: a person has parted it.
  ADD COLUMN is_apart boolean NOT NULL DEFAULT false;
CREATE INDEX conversation_owned ON conversation (owner_id, state) WHERE owner_id IS NOT NULL;
CREATE INDEX conversation_waiting ON conversation (organisation_id, priority, waiting_since)
  WHERE state = 'open' AND owner_id IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX conversation_snoozed ON conversation (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversation_overflow ON conversation (overflow_at) WHERE overflow_at IS NOT NULL;
CREATE INDEX conversation_sender ON conversation (organisation_id, lower(sender ->> 'address'));
UPDATE conversation SET routed_at = now(), waiting_since = CASE state WHEN 'open' THEN last_at END;

-- What happened to a conversation, and why; figures are counted from it.
CREATE TABLE conversation_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  -- Who did it, 'administrator:ada@example.org'; NULL: Tandem.
  actor text,
  -- The agent whom it is about.
  agent_id text REFERENCES "user" (id) ON DELETE SET NULL,
  data jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON conversation_event (conversation_id, id);
CREATE INDEX conversation_event_figures ON conversation_event (organisation_id, at);

-- To whom a queue has said that mail came in, and when: one a day, whoever answers by itself.
CREATE TABLE acknowledgement (
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  -- Lower case.
  address text NOT NULL,
  organisation_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (mailbox_id, address)
);

-- A conversation may move to another queue, and its messages with it; whose mail a message was in stays known.
ALTER TABLE inbound_message ADD COLUMN fetched_by uuid REFERENCES mailbox (id) ON DELETE SET NULL;
UPDATE inbound_message SET fetched_by = mailbox_id;
ALTER TABLE inbound_message DROP CONSTRAINT inbound_message_mailbox_id_remote_id_key;
CREATE UNIQUE INDEX inbound_reference ON inbound_message (fetched_by, remote_id);
DROP INDEX inbound_unmarked;
CREATE INDEX inbound_unmarked ON inbound_message (fetched_by) WHERE marked_at IS NULL;

-- Answers of a conversation are seen by whoever sees the conversation, also from the queue that it came from.
DROP POLICY IF EXISTS organisation ON outgoing_message;
SELECT protect('outgoing_message', $$
  CASE WHEN organisation_id = ANY ((SELECT seen_organisations())::uuid[]) THEN
    (SELECT seen_mailboxes()) IS NULL OR mailbox_id = ANY ((SELECT seen_mailboxes())::uuid[])
    OR (conversation_id IS NOT NULL AND EXISTS (SELECT FROM conversation c WHERE c.id = conversation_id))
  ELSE false END$$);
