-- What is kept in step. The link (remote_*, base) lives in the record's row: decision 0003.
CREATE TABLE collection (
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  -- Name of a resource in sync/resources.ts: 'contacts'.
  kind text NOT NULL,
  organisation_id uuid NOT NULL,
  -- waiting: a first-sync preview is asked for or awaits a yes. stopped: the wipe guard asks a question.
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'first', 'live', 'stopped')),
  -- The folder in the mailbox; NULL: the default one. Folders seen: [{"id","name"}].
  folder text,
  folders jsonb NOT NULL DEFAULT '[]',
  skip_private boolean NOT NULL DEFAULT false,
  -- When both sides changed the same field: 'later' (edit), 'mailbox' or 'tandem' wins.
  conflict_policy text NOT NULL DEFAULT 'later' CHECK (conflict_policy IN ('later', 'mailbox', 'tandem')),
  -- Written back to the mailbox; false: Tandem only reads.
  write_back boolean NOT NULL DEFAULT true,
  cursor text,
  -- Set while a full listing is under way; records not seen in it are deletions.
  listing_id uuid,
  -- First-sync preview: {"requestedAt", "finishedAt", "create", "link", "push", "samples": […]}.
  preview jsonb,
  -- Wipe guard: {"missing", "total", "samples", "since"}.
  question jsonb,
  -- A person's answer to the question: 'accept' (really deleted) or NULL.
  answer text CHECK (answer IN ('accept')),
  -- The newest failure, NULL when all is well: {"kind", "detail", "at"}.
  failure jsonb,
  last_pull_at timestamptz,
  last_change_at timestamptz,
  verified_complete_at timestamptz,
  verified_count int,
  -- Adaptive timer.
  pull_every_seconds int NOT NULL DEFAULT 60,
  -- Push notifications.
  subscription_id text,
  subscription_secret text,
  subscription_expires_at timestamptz,
  last_notified_at timestamptz,
  PRIMARY KEY (mailbox_id, kind)
);
CREATE UNIQUE INDEX ON collection (subscription_id) WHERE subscription_id IS NOT NULL;

CREATE TABLE contact (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  -- Raised by one with every change of `fields`.
  version int NOT NULL DEFAULT 1,
  -- All properties, with Microsoft Graph's names (model/src/contact.ts).
  fields jsonb NOT NULL,
  sort_name text NOT NULL DEFAULT '',
  -- Lower case, without accents, with phone digits: what the search looks in.
  search text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Deleted in Tandem, the mailbox not yet told.
  deleted_at timestamptz,
  remote_id text,
  remote_version text,
  -- What both sides last agreed on; NULL with a remote_id: equal to `fields`.
  base jsonb,
  remote_changed_at timestamptz,
  -- The full listing that last saw it.
  listing_id uuid
);
CREATE UNIQUE INDEX contact_remote ON contact (mailbox_id, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX contact_list ON contact (mailbox_id, sort_name, id) WHERE deleted_at IS NULL;

-- Edits that are not yet in the mailbox: at most one row per record.
CREATE TABLE outbox (
  record_id uuid PRIMARY KEY,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  kind text NOT NULL,
  -- Travels with a create, so that a lost answer can be looked up.
  operation_id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- open: to be sent. sending: on its way, or its answer was lost. failed: refused, a person must look.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sending', 'failed')),
  -- Raised by every edit; an answer only closes the row it was sent with.
  revision int NOT NULL DEFAULT 1,
  attempts int NOT NULL DEFAULT 0,
  failure jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON outbox (mailbox_id, kind, created_at);

-- One run of a sync, an edit through the API, an undo: what can be taken back as one.
CREATE TABLE batch (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  kind text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('mailbox', 'api', 'undo', 'audit')),
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  created int NOT NULL DEFAULT 0,
  updated int NOT NULL DEFAULT 0,
  deleted int NOT NULL DEFAULT 0,
  undone_at timestamptz
);
CREATE INDEX ON batch (mailbox_id, started_at DESC);

-- The change feed. Read in the order (xact, seq), never past a transaction still open: nothing is skipped.
CREATE TABLE change (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL,
  kind text NOT NULL,
  record_id uuid NOT NULL,
  operation text NOT NULL CHECK (operation IN ('create', 'update', 'delete')),
  origin text NOT NULL CHECK (origin IN ('mailbox', 'api', 'undo', 'audit')),
  batch_id uuid,
  version int NOT NULL,
  -- The record before an update or a delete (for undo).
  before jsonb,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_feed ON change (organisation_id, xact, seq);
CREATE INDEX change_mailbox ON change (mailbox_id, seq DESC);
CREATE INDEX change_record ON change (record_id, seq DESC);
CREATE INDEX change_batch ON change (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE conflict (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  kind text NOT NULL,
  record_id uuid NOT NULL,
  -- 'fields': same field edited on both sides. 'deleted': deleted there, edited here.
  reason text NOT NULL CHECK (reason IN ('fields', 'deleted')),
  -- [{"field", "base", "tandem", "mailbox", "chosen": "tandem"|"mailbox"}]
  fields jsonb NOT NULL DEFAULT '[]',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved')),
  created_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  resolved_by text
);
CREATE INDEX ON conflict (mailbox_id, state, created_at DESC);

-- Tell the streams of every server process that there is something to read.
CREATE FUNCTION announce_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tandem_change', organisation_id::text) FROM (SELECT DISTINCT organisation_id FROM added) AS a;
  RETURN NULL;
END $$;
CREATE TRIGGER change_announced AFTER INSERT ON change REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
