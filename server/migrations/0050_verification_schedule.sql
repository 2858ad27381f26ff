-- Why a connection was proven: a person asked, its time had come, or a change that needs time to take effect is looked at again.
ALTER TABLE verification_report ADD COLUMN reason text NOT NULL DEFAULT 'person'
  CHECK (reason IN ('person', 'schedule', 'again'));
-- When it is looked at again by itself, and until when at most.
ALTER TABLE verification_report ADD COLUMN again_at timestamptz;
ALTER TABLE verification_report ADD COLUMN again_until timestamptz;
-- What differs from the last report that passed: [{"key", "check", "text", "at"}] (model/src/verification.ts).
ALTER TABLE verification_report ADD COLUMN drift jsonb NOT NULL DEFAULT '[]';
-- What people should be told of it, once: null where they know already.
ALTER TABLE verification_report ADD COLUMN news text CHECK (news IN ('failed', 'recovered', 'changed'));
-- That it fails has been told, by this report or by one before it that failed in the same way.
ALTER TABLE verification_report ADD COLUMN told boolean NOT NULL DEFAULT false;
