-- The audit log: every sensitive act, in the transaction of the act (store/audit-log.ts). A chain per organisation (and
-- one for what belongs to none), so that acts of one do not wait for those of another. It outlives its organisation.
CREATE TABLE audit_entry (
  -- The organisation, or 00000000-0000-0000-0000-000000000000.
  chain uuid NOT NULL,
  place bigint NOT NULL CHECK (place > 0),
  organisation_id uuid GENERATED ALWAYS AS (nullif(chain, '00000000-0000-0000-0000-000000000000'::uuid)) STORED,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  act text NOT NULL,
  -- What it was done to: 'connection:<id>'; '' when it is the act itself.
  target text NOT NULL,
  -- The JSON text that was hashed, letter by letter. Never a secret.
  detail text NOT NULL,
  -- SHA-256 of the hash before (32 zero bytes for the first) and the entry, as store/audit-log.ts writes it.
  hash bytea NOT NULL,
  PRIMARY KEY (chain, place)
);
CREATE INDEX ON audit_entry (at DESC, chain, place DESC);
CREATE INDEX ON audit_entry (chain, at DESC);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

SELECT protect_by_organisation('audit_entry');
REVOKE UPDATE, DELETE ON audit_entry FROM tandem_organisation;
