-- Requests of ours that tell an organisation's program what happened (decision 0017).
CREATE TABLE webhook (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  url text NOT NULL,
  -- Of the URL: requests at one time are limited per host.
  host text NOT NULL,
  description text NOT NULL DEFAULT '',
  -- Event types it wants; empty: all.
  types text[] NOT NULL DEFAULT '{}',
  -- failing: its last attempts failed, it is still tried. off: by a person, or the receiver said 410 Gone.
  state text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off', 'failing')),
  -- Why it is failing or off, one sentence; NULL: all is well, or a person turned it off.
  problem text,
  -- Attempts that failed in a row, since when.
  failures int NOT NULL DEFAULT 0,
  failing_since timestamptz,
  last_success_at timestamptz,
  -- whsec_…, sealed with age: only workers can open it. The one before is good for another day after a rotation.
  secret text NOT NULL,
  previous_secret text,
  previous_until timestamptz,
  rotated_at timestamptz,
  -- Up to where the change feed and webhook_event have become deliveries.
  change_xact xid8 NOT NULL,
  change_seq bigint NOT NULL,
  event_xact xid8 NOT NULL,
  event_seq bigint NOT NULL,
  -- The last change told: holds its place in a database that was restored elsewhere, where `xact` says nothing.
  told_seq bigint NOT NULL DEFAULT -1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON webhook (organisation_id);

-- What happened beside changes of records; read in the order (xact, seq) as the change feed is.
CREATE TABLE webhook_event (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  mailbox_id uuid,
  type text NOT NULL,
  data jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON webhook_event (organisation_id, xact, seq);
CREATE INDEX ON webhook_event (at);

-- One request to be made, with the same id and the same body until it has arrived.
CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  type text NOT NULL,
  -- Deliveries of one lane (a mailbox and kind) go out one after the other.
  lane text NOT NULL,
  -- The body, byte for byte.
  payload text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
  -- Attempts of the present round; a replay begins anew.
  tries int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Until then a worker has it in hand; one that dies leaves it to the next.
  taken_until timestamptz,
  -- The last twenty: [{"at", "status", "milliseconds", "problem", "answer"}].
  attempts jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, seq) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook_id, seq DESC);
CREATE INDEX webhook_delivery_dead ON webhook_delivery (webhook_id, seq DESC) WHERE state = 'dead';
CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended_at) WHERE ended_at IS NOT NULL;

-- Written by the tables themselves: no place in the code can forget it, and it commits with what it tells. Nothing is
-- written for an organisation without webhooks.
CREATE FUNCTION webhook_event_of_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_event (organisation_id, type, data)
  SELECT n.organisation_id, 'connection.changed',
    jsonb_build_object('connectionId', n.id, 'state', n.state, 'previousState', o.state)
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE n.state <> o.state AND EXISTS (SELECT FROM webhook w WHERE w.organisation_id = n.organisation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER connection_told AFTER UPDATE ON connection REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_event_of_connection();

CREATE FUNCTION webhook_event_of_verification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_event (organisation_id, type, data)
  SELECT n.organisation_id, 'verification.finished',
    jsonb_build_object('verificationId', n.id, 'connectionId', n.connection_id, 'state', n.state)
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE n.state <> o.state AND n.state IN ('passed', 'failed')
    AND EXISTS (SELECT FROM webhook w WHERE w.organisation_id = n.organisation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER verification_told AFTER UPDATE ON verification_report
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_event_of_verification();

CREATE FUNCTION webhook_event_of_mailbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_event (organisation_id, mailbox_id, type, data)
  SELECT n.organisation_id, n.id, CASE n.state WHEN 'trouble' THEN 'mailbox.trouble' ELSE 'mailbox.recovered' END,
    jsonb_build_object('mailboxId', n.id, 'address', n.address, 'title', n.trouble ->> 'title', 'detail', n.trouble ->> 'detail')
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE (n.state = 'trouble' AND n.trouble ->> 'title' IS DISTINCT FROM o.trouble ->> 'title'
      OR n.state = 'on' AND o.state = 'trouble')
    AND EXISTS (SELECT FROM webhook w WHERE w.organisation_id = n.organisation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER mailbox_told AFTER UPDATE ON mailbox REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_event_of_mailbox();

CREATE FUNCTION webhook_event_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_event (organisation_id, mailbox_id, type, data)
  SELECT n.organisation_id, n.mailbox_id, 'message.' || n.state, jsonb_build_object('id', n.id, 'state', n.state,
    'messageId', n.message_id, 'title', n.problem ->> 'title', 'detail', n.problem ->> 'detail')
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE n.state <> o.state AND n.state IN ('sent', 'failed', 'unknown')
    AND EXISTS (SELECT FROM webhook w WHERE w.organisation_id = n.organisation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER message_told AFTER UPDATE ON outgoing_message REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_event_of_message();

-- Wakes the workers at commit.
CREATE FUNCTION announce_webhook_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tandem_webhook', organisation_id::text) FROM (SELECT DISTINCT organisation_id FROM added) AS a;
  RETURN NULL;
END $$;
CREATE TRIGGER webhook_event_announced AFTER INSERT ON webhook_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION announce_webhook_work();
