-- A second credential is held until a verification has proven it; the first one works on meanwhile.
ALTER TABLE connection ADD COLUMN next_credential text;
ALTER TABLE connection ADD COLUMN next_credential_facts jsonb;

-- The worker at work on a report says so every few seconds: a report nobody is at work on is taken up again.
ALTER TABLE verification_report ADD COLUMN seen_at timestamptz;
-- Grows with every taking: a worker that was thought dead writes no more.
ALTER TABLE verification_report ADD COLUMN takings int NOT NULL DEFAULT 0;
CREATE INDEX ON verification_report (seen_at) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX verification_report_one ON verification_report (connection_id) WHERE state IN ('queued', 'running');

-- The newest reading of the directory that held it, and since when it is missing there.
ALTER TABLE mailbox ADD COLUMN seen_at timestamptz;
ALTER TABLE mailbox ADD COLUMN gone_at timestamptz;
CREATE INDEX ON mailbox (connection_id, remote_id);
ALTER TABLE connection ADD COLUMN discovered_at timestamptz;
