-- Answers name their conversation in the subject: a token that is among the conversation's keys ('token:…').
ALTER TABLE queue ADD COLUMN subject_token boolean NOT NULL DEFAULT false;
