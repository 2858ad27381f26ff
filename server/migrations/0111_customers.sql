-- A customer is a person by their addresses: whoever wrote first to a queue.
CREATE TABLE customer (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  -- As they wrote it themselves; '': they gave none.
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_list ON customer (organisation_id, lower(name), id);

CREATE TABLE customer_address (
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  -- In lower case.
  address text NOT NULL,
  customer_id uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, address)
);
CREATE INDEX ON customer_address (customer_id);

-- NULL: it was begun by somebody without a usable address.
ALTER TABLE conversation ADD COLUMN customer_id uuid REFERENCES customer (id) ON DELETE SET NULL;
CREATE INDEX conversation_customer ON conversation (customer_id, last_at DESC, id DESC);

-- The address by which a conversation's customer is found. Longer ones (RFC 5321 allows 254) and those without a place fit no index and name
-- nobody.
CREATE FUNCTION customer_address_of(sender jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(sender ->> 'address') <= 320 AND sender ->> 'address' LIKE '_%@_%' THEN lower(sender ->> 'address') END
$$;

-- Each conversation has the customer of its sender's address, made where there is none. Called whenever the first message may have
-- changed, as the owner of the tables: a customer may be known from what the caller does not see. Two workers that meet a new address at once
-- make one customer: who loses the address makes none.
CREATE FUNCTION assign_customers(conversations uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  WITH wanted AS (
    SELECT gen_random_uuid() AS id, w.* FROM (
      SELECT DISTINCT ON (c.organisation_id, customer_address_of(c.sender)) c.organisation_id,
        customer_address_of(c.sender) AS address, coalesce(c.sender ->> 'name', '') AS name
      FROM conversation c
      WHERE c.id = ANY (conversations) AND customer_address_of(c.sender) IS NOT NULL AND NOT EXISTS (
        SELECT FROM customer_address a
        WHERE a.organisation_id = c.organisation_id AND a.address = customer_address_of(c.sender))
      -- The name they gave last; always in the same order, so that nobody waits for somebody who waits for them.
      ORDER BY c.organisation_id, customer_address_of(c.sender), (c.sender ->> 'name' = ''), c.last_at DESC) w
  ), addressed AS (
    INSERT INTO customer_address (organisation_id, address, customer_id)
    SELECT organisation_id, address, id FROM wanted ORDER BY organisation_id, address
    ON CONFLICT DO NOTHING RETURNING customer_id
  )
  INSERT INTO customer (id, organisation_id, name)
  SELECT w.id, w.organisation_id, w.name FROM wanted w JOIN addressed a ON a.customer_id = w.id;

  -- Whoever is making one of them one with another comes first: the next statement sees with which.
  PERFORM FROM customer k WHERE k.id IN (
    SELECT a.customer_id FROM customer_address a JOIN conversation c ON a.organisation_id = c.organisation_id
      AND a.address = customer_address_of(c.sender)
    WHERE c.id = ANY (conversations)) ORDER BY k.id FOR KEY SHARE;

  UPDATE conversation c SET customer_id = a.customer_id FROM customer_address a
  WHERE c.id = ANY (conversations) AND a.organisation_id = c.organisation_id
    AND a.address = customer_address_of(c.sender) AND c.customer_id IS DISTINCT FROM a.customer_id;

  -- Who gave no name at first is called by the one they gave later.
  UPDATE customer k SET name = c.sender ->> 'name' FROM conversation c
  WHERE c.id = ANY (conversations) AND k.id = c.customer_id AND k.name = '' AND c.sender ->> 'name' <> '';
END $$;

-- Makes two customers of an organisation one: `other` ends. Also what the caller does not see is moved, so that nothing of it is left
-- without a customer; whoever calls must see both customers. False: they are not two of one organisation (any more).
CREATE FUNCTION merge_customers(target uuid, other uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- First the conversations, then the customers, as a worker that stores mail; each in the order of ids, so that two merges wait for each other.
  PERFORM FROM conversation WHERE customer_id IN (target, other) ORDER BY id FOR UPDATE;
  PERFORM FROM customer WHERE id IN (target, other) ORDER BY id FOR UPDATE;
  IF target = other OR NOT EXISTS (
    SELECT FROM customer t JOIN customer o ON o.organisation_id = t.organisation_id WHERE t.id = target AND o.id = other) THEN
    RETURN false;
  END IF;
  UPDATE customer_address SET customer_id = target WHERE customer_id = other;
  UPDATE conversation SET customer_id = target WHERE customer_id = other;
  UPDATE customer k SET name = o.name FROM customer o WHERE k.id = target AND k.name = '' AND o.id = other;
  DELETE FROM customer WHERE id = other;
  RETURN true;
END $$;

-- An agent sees the customers of conversations that they see, and no others.
SELECT protect('customer', 'organisation_id = ANY ((SELECT seen_organisations())::uuid[])'
  ' AND ((SELECT seen_mailboxes()) IS NULL OR EXISTS (SELECT FROM conversation AS c WHERE c.customer_id = customer.id))');
SELECT protect('customer_address', 'EXISTS (SELECT FROM customer AS k WHERE k.id = customer_address.customer_id)');

SELECT assign_customers(ARRAY(SELECT id FROM conversation));

-- Whose addresses a contact or an event names, or a mail goes to: '["ada@example.org"]', in lower case.
CREATE FUNCTION addresses_in(fields jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower((jsonb_path_query_array(fields, '$.emailAddresses[*].address')
    || jsonb_path_query_array(fields, '$.attendees[*].emailAddress.address'))::text)::jsonb
$$;
CREATE FUNCTION recipients_in(content jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower((jsonb_path_query_array(content, '$.to[*].address') || jsonb_path_query_array(content, '$.cc[*].address')
    || jsonb_path_query_array(content, '$.bcc[*].address'))::text)::jsonb
$$;
CREATE INDEX record_people ON record USING gin (addresses_in(fields))
  WHERE deleted_at IS NULL AND kind IN ('contacts', 'events');
CREATE INDEX outgoing_people ON outgoing_message USING gin (recipients_in(content));

-- The ids of what is about these addresses. As the owner of the tables, since row-level security lets no index of such an operator be used
-- ahead of it (PostgreSQL documentation, "Rules and Privileges", LEAKPROOF); what of it the caller may see is then looked up by id.
CREATE FUNCTION records_about(organisation uuid, addresses text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp AS $$
  SELECT id FROM record WHERE addresses_in(fields) ?| addresses AND organisation_id = organisation
    AND deleted_at IS NULL AND kind IN ('contacts', 'events')
$$;
CREATE FUNCTION messages_to(organisation uuid, addresses text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp AS $$
  SELECT id FROM outgoing_message WHERE recipients_in(content) ?| addresses AND organisation_id = organisation
$$;

-- For searching what has no index: as `fold` in lib/search-text.ts has it. Databases of the C locale lower ASCII alone; ICU knows all letters.
DO $$
DECLARE
  every_letter text := CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN 'COLLATE "und-x-icu"' ELSE '' END;
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $b$
      SELECT translate(replace(replace(replace(replace(
        lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]', '', 'g') %s),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'øłđðıςىةکی', 'olddiσيهكي')
    $b$ $f$, every_letter);
END $$;

REVOKE EXECUTE ON FUNCTION assign_customers, merge_customers, records_about, messages_to FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assign_customers, merge_customers, records_about, messages_to TO tandem_organisation;
