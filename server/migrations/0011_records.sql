-- Events and tasks are kept in step as contacts are: one table holds every kind of record (decision 0003 for the link,
-- 0006 for series).
ALTER TABLE contact RENAME TO record;
ALTER TABLE record ADD COLUMN kind text NOT NULL DEFAULT 'contacts';
ALTER TABLE record ALTER COLUMN kind DROP DEFAULT;
-- Events: first start and last end, exceptions included; a series without end ends at infinity.
ALTER TABLE record ADD COLUMN starts_at timestamptz;
ALTER TABLE record ADD COLUMN ends_at timestamptz;

DROP INDEX contact_remote;
CREATE UNIQUE INDEX record_remote ON record (mailbox_id, kind, remote_id) WHERE remote_id IS NOT NULL;
DROP INDEX contact_list;
CREATE INDEX record_list ON record (mailbox_id, kind, sort_name, id) WHERE deleted_at IS NULL;
DROP INDEX contact_gone;
CREATE INDEX record_gone ON record (mailbox_id, kind) WHERE gone_at IS NOT NULL;
DROP INDEX contact_unlinked;
CREATE INDEX record_unlinked ON record (mailbox_id, kind) WHERE remote_id IS NULL;
DROP INDEX contact_unshown;
CREATE INDEX record_unshown ON record (mailbox_id, kind) WHERE unshown;
-- A view of the calendar: what ends after its beginning, most of the past aside.
CREATE INDEX record_time ON record (mailbox_id, ends_at, starts_at) WHERE kind = 'events';

-- What the person said who made an edit: {"notify", "comment"}; the server mails nobody without it.
ALTER TABLE outbox ADD COLUMN say jsonb;

-- Private items are shown as busy, without what they are about.
ALTER TABLE collection ADD COLUMN private_as_busy boolean NOT NULL DEFAULT false;
-- The time that the full listing under way tells of: {"from", "to"}; NULL: all.
ALTER TABLE collection ADD COLUMN listing_window jsonb;
