-- Mail that goes out as a mailbox's person. What is on its way is worked on under the mailbox's lease.
CREATE TABLE outgoing_message (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  state text NOT NULL
    CHECK (state IN ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
  -- As it goes out: {"to", "cc", "bcc", "replyTo", "subject", "html", "text", "importance", "inReplyTo", "references"}.
  content jsonb NOT NULL,
  -- <…@…>, ours.
  message_id text NOT NULL,
  -- Travels with it, so that a lost answer can be looked up.
  operation_id uuid NOT NULL UNIQUE,
  recipients int NOT NULL,
  -- Bytes with all attachments.
  size bigint NOT NULL,
  -- From when on it shall go out: the order of sending.
  wanted_at timestamptz NOT NULL,
  -- When something is to be done for it next; NULL: nothing.
  due_at timestamptz,
  undo_until timestamptz,
  -- What was begun outside: committed before the request goes out, so that a crash leaves a trace. NULL: nothing was.
  -- submit: handed over in one request. create: a draft. send: the draft. accepted: the service took it, it is looked
  -- for in Sent. again: a person wants it sent again, after a look.
  step text CHECK (step IN ('submit', 'create', 'send', 'accepted', 'again')),
  draft_ref text,
  -- When its draft was handed over.
  handed_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  -- In plain words: {"title", "detail", "code"}.
  problem jsonb,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);
CREATE INDEX outgoing_list ON outgoing_message (mailbox_id, created_at DESC, id DESC);
-- The mailbox's timeline.
CREATE INDEX outgoing_sent ON outgoing_message (mailbox_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outgoing_waiting ON outgoing_message (mailbox_id, wanted_at, created_at, id)
  WHERE state IN ('held', 'queued', 'sending');
CREATE INDEX outgoing_due ON outgoing_message (due_at) WHERE state IN ('held', 'queued', 'sending');
-- Drafts that nobody wants any more: to be taken out of the mailbox.
CREATE INDEX outgoing_leftover ON outgoing_message (mailbox_id)
  WHERE draft_ref IS NOT NULL AND state IN ('failed', 'cancelled');

-- A file to be sent. Its bytes are in the database (decision 0007).
CREATE TABLE attachment (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  name text NOT NULL,
  content_type text NOT NULL,
  -- NULL: its upload is not finished.
  size bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Its bytes were dropped, some days after it was sent.
  dropped_at timestamptz
);
CREATE INDEX ON attachment (mailbox_id);
CREATE INDEX attachment_age ON attachment (created_at) WHERE dropped_at IS NULL;

-- The bytes from place × 1 MiB on. They are mostly compressed already.
CREATE TABLE attachment_chunk (
  attachment_id uuid NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
  place int NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (attachment_id, place)
);
ALTER TABLE attachment_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE outgoing_attachment (
  message_id uuid NOT NULL REFERENCES outgoing_message (id) ON DELETE CASCADE,
  place int NOT NULL,
  attachment_id uuid NOT NULL REFERENCES attachment (id),
  content_id text,
  -- Bytes that the mailbox has taken so far.
  sent bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (message_id, place)
);
CREATE INDEX ON outgoing_attachment (attachment_id);

-- What counts against the service's limits: a row for each message handed over, written before it is.
CREATE TABLE sending_use (
  message_id uuid PRIMARY KEY,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  recipients int NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sending_use_window ON sending_use (mailbox_id, at) INCLUDE (recipients);

-- Texts and signatures with {{fields}}, of one person or (mailbox_id NULL) of all of the organisation.
CREATE TABLE template (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  mailbox_id uuid REFERENCES mailbox (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('template', 'signature')),
  name text NOT NULL,
  subject text NOT NULL DEFAULT '',
  html text NOT NULL,
  -- The signature that is added where none is named.
  is_default boolean NOT NULL DEFAULT false CHECK (NOT is_default OR kind = 'signature'),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON template (organisation_id, mailbox_id);
CREATE UNIQUE INDEX template_default ON template (organisation_id, mailbox_id) NULLS NOT DISTINCT WHERE is_default;
