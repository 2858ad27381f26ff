-- No two hints ever share a number: a task that was dropped (its mailbox was switched off) and asked for anew while its
-- last run was still ending must not be taken for the one that the run has done.
CREATE SEQUENCE todo_revision AS int MINVALUE 1 CYCLE;
ALTER TABLE todo ALTER COLUMN revision SET DEFAULT nextval('todo_revision');
