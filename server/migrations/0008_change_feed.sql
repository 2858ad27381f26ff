-- The feed of all organisations (an operator's) is read in the same order as that of one.
CREATE INDEX change_feed_all ON change (xact, seq);
