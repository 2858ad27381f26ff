-- Why the waiting credential was refused, if it was: {"at", "headline", "reportId"}.
ALTER TABLE connection ADD COLUMN next_refused jsonb;
-- The one that was in use before the last switch: kept for some days, so that it can be put back.
ALTER TABLE connection ADD COLUMN previous_credential text;
ALTER TABLE connection ADD COLUMN previous_credential_facts jsonb;
ALTER TABLE connection ADD COLUMN previous_since timestamptz;

-- What the directory says of the credential in use: {"fingerprint", "endsAt"|null, "why"|null, "readAt"}.
ALTER TABLE connection ADD COLUMN directory_end jsonb;

-- A suspected breach waits for a new credential; what was given up is recognised and never taken again.
ALTER TABLE connection ADD COLUMN breached_at timestamptz;
ALTER TABLE connection ADD COLUMN given_up text[] NOT NULL DEFAULT '{}';

-- When the credential in use ends: as the directory says, else as declared.
CREATE FUNCTION credential_end(c connection) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    CASE WHEN c.directory_end ->> 'fingerprint' = c.credential_facts ->> 'fingerprint'
      THEN c.directory_end ->> 'endsAt' END,
    c.credential_facts ->> 'expiresAt')
$$;
