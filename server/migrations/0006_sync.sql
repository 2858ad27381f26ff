-- Said to be deleted in the mailbox, not yet deleted here: deletions of one pull are counted before any is carried out.
ALTER TABLE contact ADD COLUMN gone_at timestamptz;
CREATE INDEX contact_gone ON contact (mailbox_id) WHERE gone_at IS NOT NULL;
-- Records that the mailbox does not hold: what a first sync matches against. Their `base` is what a create sent.
CREATE INDEX contact_unlinked ON contact (mailbox_id) WHERE remote_id IS NULL;
