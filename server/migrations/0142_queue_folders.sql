-- The mail folders of a mailbox as they were last read, for people to choose from: [{"id", "name"}].
CREATE TABLE mail_folders (
  mailbox_id uuid PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  folders jsonb NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now()
);

-- Which folders are read, each from the moment on that counted when it was chosen: [{"id", "name", "since"}].
ALTER TABLE queue ADD COLUMN folders jsonb;
UPDATE queue SET folders = jsonb_build_array(jsonb_build_object('id', 'inbox', 'name', 'Inbox', 'since', since));
ALTER TABLE queue ALTER COLUMN folders SET NOT NULL;
-- The place in each folder's list of changes, by its moment and id.
UPDATE collection c SET cursor = jsonb_build_object(concat_ws(' ', q.folders -> 0 ->> 'since', 'inbox'), c.cursor)
  FROM queue q WHERE q.mailbox_id = c.mailbox_id AND c.kind = 'inbox' AND c.cursor IS NOT NULL;

-- A stored message can also be given a category, or be moved to a folder: {"id", "name"}.
ALTER TABLE queue DROP CONSTRAINT queue_mark_check,
  ADD COLUMN mark_category text,
  ADD COLUMN mark_folder jsonb,
  ADD CHECK (CASE mark WHEN 'category' THEN mark_category IS NOT NULL WHEN 'folder' THEN mark_folder IS NOT NULL
    ELSE mark IN ('read', 'nothing') END);
