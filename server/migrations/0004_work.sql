-- Work on mailboxes: one mailbox is worked on by one job at a time (decision 0002).
CREATE TABLE lease (
  mailbox_id uuid PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
  -- When the earliest task is due; 'infinity': nothing to do.
  due_at timestamptz NOT NULL DEFAULT 'infinity',
  -- The worker (its advisory lock), and a number that grows with every taking: writes with an old one are refused.
  worker_id int,
  fence bigint NOT NULL DEFAULT 0,
  leased_until timestamptz
);
CREATE INDEX lease_due ON lease (due_at) WHERE worker_id IS NULL AND due_at < 'infinity';
CREATE INDEX lease_held ON lease (leased_until) WHERE worker_id IS NOT NULL;

-- What is to be done for a mailbox: many hints, one row.
CREATE TABLE todo (
  mailbox_id uuid NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  -- Name of a mailbox task in queue/payloads.ts, with the kind: 'pull:contacts'.
  task text NOT NULL,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Raised by every hint: one that comes during the work means "look again".
  revision int NOT NULL DEFAULT 1,
  -- The reason last given: 'notification', 'timer', 'person', 'edit' …
  reason text NOT NULL DEFAULT '',
  attempts int NOT NULL DEFAULT 0,
  last_failure jsonb,
  PRIMARY KEY (mailbox_id, task)
);
CREATE INDEX ON todo (attempts) WHERE attempts >= 5;

CREATE SEQUENCE worker_id AS int MINVALUE 1 CYCLE;
CREATE TABLE worker (
  id int PRIMARY KEY DEFAULT nextval('worker_id'),
  host text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);
