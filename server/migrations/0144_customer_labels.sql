-- What people call a customer for themselves, and for rules: 'VIP'.
ALTER TABLE customer ADD COLUMN labels text[] NOT NULL DEFAULT '{}';

CREATE OR REPLACE FUNCTION merge_customers(target uuid, other uuid) RETURNS boolean
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
  UPDATE customer k SET name = CASE WHEN k.name = '' THEN o.name ELSE k.name END,
    -- Each once, whatever its case and accents: as the target has it.
    labels = ARRAY(SELECT label FROM (
      SELECT DISTINCT ON (folded(label)) label FROM unnest(k.labels || o.labels) WITH ORDINALITY AS x(label, place)
      ORDER BY folded(label), place) AS once ORDER BY label)
  FROM customer o WHERE k.id = target AND o.id = other;
  DELETE FROM customer WHERE id = other;
  RETURN true;
END $$;

-- Makes addresses of a customer a customer of their own, with the conversations that were begun from them: what a merge has done is undone. Also
-- what the caller does not see is moved. False: it has not all of these addresses (any more), or none would be left.
CREATE FUNCTION part_customer(target uuid, parted text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own uuid := gen_random_uuid();
BEGIN
  PERFORM FROM conversation WHERE customer_id = target ORDER BY id FOR UPDATE;
  PERFORM FROM customer WHERE id = target FOR UPDATE;
  IF (SELECT count(*) FROM customer_address WHERE customer_id = target AND address = ANY (parted)) <> cardinality(parted)
    OR NOT EXISTS (SELECT FROM customer_address WHERE customer_id = target AND address <> ALL (parted)) THEN
    RETURN false;
  END IF;
  INSERT INTO customer (id, organisation_id, name, labels)
  SELECT own, k.organisation_id, coalesce((
    SELECT c.sender ->> 'name' FROM conversation c
    WHERE c.customer_id = target AND customer_address_of(c.sender) = ANY (parted) AND c.sender ->> 'name' <> ''
    ORDER BY c.last_at DESC LIMIT 1), ''), k.labels
  FROM customer k WHERE k.id = target;
  UPDATE customer_address SET customer_id = own WHERE customer_id = target AND address = ANY (parted);
  UPDATE conversation SET customer_id = own WHERE customer_id = target AND customer_address_of(sender) = ANY (parted);
  RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION part_customer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION part_customer TO tandem_organisation;
