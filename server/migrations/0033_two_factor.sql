-- better-auth's second factor (its tables, its column names); the secret and the backup codes are encrypted by it.
ALTER TABLE "user" ADD COLUMN "twoFactorEnabled" boolean NOT NULL DEFAULT false;
CREATE TABLE "twoFactor" (
  id text PRIMARY KEY,
  secret text NOT NULL,
  "backupCodes" text NOT NULL,
  "userId" text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  verified boolean NOT NULL DEFAULT true,
  "failedVerificationCount" int NOT NULL DEFAULT 0,
  "lockedUntil" timestamptz
);
CREATE INDEX ON "twoFactor" ("userId");

-- Whether the organisation's people who sign in with a password need a second factor.
ALTER TABLE organisation ADD COLUMN requires_two_factor boolean NOT NULL DEFAULT false;
