-- Who has a conversation open, as their pages say every twenty seconds; what a crash loses is said again.
CREATE UNLOGGED TABLE looking (
  conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  is_writing boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation_id, user_id)
);
