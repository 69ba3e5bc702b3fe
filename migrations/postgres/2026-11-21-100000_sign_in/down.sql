-- Everybody who is signed in has to do it again. Keys stay.
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM one_time_tokens);
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM refresh_tokens);
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM credentials WHERE session_id IS NOT NULL);
DELETE FROM credentials WHERE session_id IS NOT NULL;

DROP TABLE sign_in_tries;
DROP TABLE identities;
DROP TABLE refresh_tokens;
DROP TABLE one_time_tokens;

DROP INDEX credentials_by_end;
DROP INDEX credentials_by_session;
DROP INDEX credentials_by_kind;
ALTER TABLE credentials
    DROP CONSTRAINT credentials_session_fkey,
    DROP CONSTRAINT credentials_session_unless_key,
    DROP COLUMN session_id,
    DROP CONSTRAINT credentials_kind_check,
    ADD CONSTRAINT credentials_kind_check CHECK (kind IN ('api_key'));

DROP TABLE sessions;
DROP INDEX users_by_email;
ALTER TABLE tenants
    DROP CONSTRAINT tenants_role_when_enrolling,
    DROP CONSTRAINT tenants_host_key,
    DROP COLUMN enrolment_role,
    DROP COLUMN enrolment_domains,
    DROP COLUMN host;
