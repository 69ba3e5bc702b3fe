-- Sessions that are proven by signed tokens, and the chains of their refresh tokens. The rules of the migrations before go on.

ALTER TABLE sessions
    DROP CONSTRAINT sessions_kind_check,
    ADD CONSTRAINT sessions_kind_check CHECK (kind IN ('browser', 'mobile', 'kanban', 'enterprise'));

-- Which refresh token of a session counts: ids only, so that nobody can make a token from a row. One row is updated in place for as long
-- as its session lives, so room is left in each page.
CREATE TABLE token_chains (
    tenant_id  uuid NOT NULL,
    session_id uuid NOT NULL,
    refresh_id uuid NOT NULL,
    access_id  uuid NOT NULL,
    used_id    uuid,
    given_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    CONSTRAINT token_chains_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id)
) WITH (fillfactor = 50);
