-- Setup can be left and resumed on another device: what only the administrator knows is kept here.
CREATE TABLE setup_progress (
  connection_id uuid PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  -- Steps that the administrator says are done: {"permissions": true}. They belong to the attempt and go with it.
  marks jsonb NOT NULL DEFAULT '{}',
  -- What was chosen or typed that is no setting: {"scope": "group", "group": "…"}. A start for the next attempt.
  choices jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON setup_progress (organisation_id);

-- A quick look at what is there so far (sign-in and permissions), while the administrator is still at work.
CREATE TABLE setup_look (
  connection_id uuid PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done')),
  -- Grows with every wish: what a worker found for an older one is out of date.
  wish int NOT NULL DEFAULT 1,
  -- Array of check results (model/src/verification.ts) of the last look that ended.
  checks jsonb NOT NULL DEFAULT '[]',
  asked_at timestamptz NOT NULL DEFAULT now(),
  looked_at timestamptz
);
CREATE INDEX ON setup_look (organisation_id);

-- Who made a link (`operator:ada@example.org`): whom to ask for a new one when it has ended.
ALTER TABLE invitation ADD COLUMN made_by text NOT NULL DEFAULT '';
