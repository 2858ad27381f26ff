-- A shared mailbox whose mail is fetched and answered here; where the reading stands is its collection 'inbox'.
CREATE TABLE queue (
  mailbox_id uuid PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  -- Mail received before is left alone; NULL: everything is fetched.
  since timestamptz,
  -- What is done in the mailbox with a message that is stored.
  mark text NOT NULL DEFAULT 'read' CHECK (mark IN ('read', 'nothing')),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- What belongs together: a question, its answers, and what comes after them.
CREATE TABLE conversation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  subject text NOT NULL,
  -- {"name", "address"} of whoever wrote first.
  sender jsonb NOT NULL,
  preview text NOT NULL,
  messages int NOT NULL,
  has_attachments boolean NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  -- `seq` of its newest message: of two that came in the same second the later one is first.
  newest bigint NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1
);
CREATE INDEX conversation_list ON conversation (mailbox_id, state, last_at DESC, newest DESC);
CREATE INDEX conversation_all ON conversation (organisation_id, last_at DESC, newest DESC);

-- By what further messages are known to belong to a conversation: Message-IDs ('<…@…>') of its messages and of those they name, and
-- Outlook's conversation ('index:…').
CREATE TABLE conversation_key (
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  key text NOT NULL,
  organisation_id uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  PRIMARY KEY (mailbox_id, key)
);
CREATE INDEX ON conversation_key (conversation_id);

CREATE TABLE inbound_message (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  remote_id text NOT NULL,
  -- SHA-256 of its bytes in hexadecimal: its name in the store of raw mail.
  raw text NOT NULL,
  size bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('mail', 'reply', 'bounce', 'unreadable')),
  message_id text,
  received_at timestamptz NOT NULL,
  -- Everything else that is shown: model/src/api/queues.ts, inboundMessage.
  content jsonb NOT NULL,
  search tsvector NOT NULL,
  -- The order of storing: services tell the time of receipt in whole seconds.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  stored_at timestamptz NOT NULL DEFAULT now(),
  -- When the mailbox was told that it is stored.
  marked_at timestamptz,
  UNIQUE (mailbox_id, remote_id)
);
CREATE INDEX ON inbound_message (conversation_id, received_at, seq);
CREATE INDEX inbound_unmarked ON inbound_message (mailbox_id) WHERE marked_at IS NULL;
-- Answers are sent as all mail is.
ALTER TABLE outgoing_message ADD COLUMN conversation_id uuid REFERENCES conversation (id) ON DELETE SET NULL;
CREATE INDEX outgoing_answers ON outgoing_message (conversation_id, created_at) WHERE conversation_id IS NOT NULL;

CREATE INDEX inbound_search ON inbound_message USING gin (search);
