-- Everybody who is signed in by signed tokens has to do it again.
DROP TABLE token_chains;
DELETE FROM sessions WHERE kind IN ('kanban', 'enterprise');
ALTER TABLE sessions
    DROP CONSTRAINT sessions_kind_check,
    ADD CONSTRAINT sessions_kind_check CHECK (kind IN ('browser', 'mobile'));
