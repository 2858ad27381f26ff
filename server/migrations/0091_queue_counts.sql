-- What a list of conversations counts, without reading the messages themselves.
ALTER TABLE inbound_message ADD COLUMN has_files boolean NOT NULL DEFAULT false;
UPDATE inbound_message SET has_files = true
WHERE jsonb_path_exists(content, '$.attachments[*] ? (@.isInline == false)');
CREATE INDEX inbound_counts ON inbound_message (conversation_id) INCLUDE (has_files);
