-- What the contacts of an organisation are told: written in the transaction of its cause, shown in the Console, mailed once.
CREATE TABLE notice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  connection_id uuid REFERENCES connection (id) ON DELETE CASCADE,
  kind text NOT NULL,
  -- Names the cause: what was told once is not told again.
  key text NOT NULL,
  subject text NOT NULL,
  -- Paragraphs, separated by empty lines.
  text text NOT NULL,
  -- Of the page where something can be done, below PUBLIC_URL.
  path text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  UNIQUE (organisation_id, key)
);
CREATE INDEX ON notice (organisation_id, created_at DESC, id DESC);
CREATE INDEX ON notice (created_at DESC, id DESC);
CREATE INDEX ON notice (organisation_id) WHERE read_at IS NULL;

-- One notice on its way to one address. Taking it puts `due_at` off: nobody else takes it before that time.
CREATE TABLE notice_mail (
  notice_id uuid NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  address text NOT NULL,
  -- unmailed: there were no settings for mail, so it was only shown.
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'unmailed')),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Why it has not gone out, in plain words.
  problem text,
  ended_at timestamptz,
  PRIMARY KEY (notice_id, address)
);
CREATE INDEX ON notice_mail (due_at) WHERE state = 'waiting';
