-- A message of an erased person in the conversation of somebody else, or one in which an erased address stood: its bytes are gone.
ALTER TABLE inbound_message ADD COLUMN erased_at timestamptz;

-- What a person asked to have erased.
CREATE TABLE erasure (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  requested_by text NOT NULL,
  reason text NOT NULL,
  -- Until it is done; then NULL.
  addresses text[],
  -- SHA-256 over a salt that only the answer to the request showed, and the addresses.
  digest text NOT NULL,
  -- What was erased so far: model/src/api/erasures.ts, erasureCounts.
  counts jsonb NOT NULL DEFAULT '{}',
  -- Where an address still stood at the end: {"table": rows}.
  remaining jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  CHECK ((done_at IS NULL) = (addresses IS NOT NULL))
);
CREATE INDEX ON erasure (organisation_id, created_at DESC);
