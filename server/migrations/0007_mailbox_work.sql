-- What is due is read from `todo` alone (decision 0002): a hint then never touches the lease row, which the worker
-- that holds it keeps locked while it stores a page.
DROP INDEX lease_due;
DROP INDEX lease_held;
ALTER TABLE lease DROP COLUMN due_at;
CREATE INDEX lease_held ON lease (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX todo_due ON todo (due_at);

-- Both tables turn over quickly and stay small: dead rows are cleared by their number, not by their share.
ALTER TABLE todo SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE lease SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, fillfactor = 70);

-- Under which name the process takes jobs that belong to no mailbox: they are freed when it dies.
ALTER TABLE worker ADD COLUMN job_pool text;
