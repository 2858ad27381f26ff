-- Its item was made by us, and no reading of the mailbox has shown it yet. A list of changes need not tell that an item
-- is gone which it never showed, so those that no reading shows are asked for one by one.
ALTER TABLE contact ADD COLUMN unshown boolean NOT NULL DEFAULT false;
CREATE INDEX contact_unshown ON contact (mailbox_id) WHERE unshown;
