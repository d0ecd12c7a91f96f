-- Accounts complete: the age of passwords, second factors, sessions that end by idleness and are tidied away.

ALTER TABLE anjuan.account
    -- Passwords of before count as set by the upgrade.
    ADD COLUMN password_set_at timestamptz NOT NULL DEFAULT now(),
    -- A one-time password: its owner must set another one, and it opens nothing after this instant.
    ADD COLUMN password_one_time_until timestamptz,
    -- The last legal day of an account that is lent for a time.
    ADD COLUMN valid_until date,
    -- When it was opened, or enabled again: from then on it counts as unused.
    ADD COLUMN active_since timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN last_used_at timestamptz;
ALTER TABLE anjuan.account ALTER COLUMN password_set_at DROP DEFAULT, ALTER COLUMN active_since DROP DEFAULT;
GRANT UPDATE (password_set_at, password_one_time_until, valid_until, active_since, last_used_at)
    ON anjuan.account TO anjuan_app;

-- Passwords that were in use before, so that none of the last ones comes back.
CREATE TABLE anjuan.password_history (
    account_id uuid NOT NULL CONSTRAINT password_history_account REFERENCES anjuan.account,
    set_at timestamptz NOT NULL,
    password_hash text NOT NULL,
    CONSTRAINT password_history_key PRIMARY KEY (account_id, set_at)
);

-- The second factor of an account (RFC 6238). The secret is sealed; its key is a file beside the database.
CREATE TABLE anjuan.account_otp (
    account_id uuid CONSTRAINT account_otp_key PRIMARY KEY CONSTRAINT account_otp_account REFERENCES anjuan.account,
    key_id text NOT NULL,
    secret bytea NOT NULL,
    enrolled_at timestamptz NOT NULL,
    -- Not confirmed: it was begun, and asks for nothing yet.
    confirmed_at timestamptz,
    -- The step of the newest code that was taken: no code works twice.
    last_step bigint
);
CREATE TABLE anjuan.otp_recovery_code (
    account_id uuid NOT NULL CONSTRAINT otp_recovery_code_account REFERENCES anjuan.account,
    digest bytea NOT NULL CONSTRAINT otp_recovery_code_digest CHECK (octet_length(digest) = 32),
    used_at timestamptz,
    CONSTRAINT otp_recovery_code_key PRIMARY KEY (account_id, digest)
);

ALTER TABLE anjuan.session
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN idle_s int NOT NULL DEFAULT 900 CONSTRAINT session_idle CHECK (idle_s > 0),
    ADD COLUMN address text,
    ADD COLUMN user_agent text,
    DROP CONSTRAINT session_end_reason,
    ADD CONSTRAINT session_end_reason CHECK (end_reason IN ('logged_out', 'refresh_token_reused', 'password_reset',
        'account_disabled', 'password_changed', 'second_factor_changed', 'second_factor_reset', 'rights_changed',
        'ended_by_owner', 'ended_by_administrator', 'expired', 'idle'));
ALTER TABLE anjuan.session ALTER COLUMN last_seen_at DROP DEFAULT, ALTER COLUMN idle_s DROP DEFAULT;
GRANT UPDATE (last_seen_at) ON anjuan.session TO anjuan_app;

-- Sessions and refresh tokens come and go; the journal keeps who logged in. The service removes only what has ended.
DROP TRIGGER no_delete ON anjuan.session;
DROP TRIGGER no_truncate ON anjuan.session;
DROP TRIGGER no_delete ON anjuan.refresh_token;
DROP TRIGGER no_truncate ON anjuan.refresh_token;
DROP POLICY session_deployment ON anjuan.session;
CREATE POLICY session_read ON anjuan.session FOR SELECT TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY session_insert ON anjuan.session FOR INSERT TO anjuan_app
    WITH CHECK (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY session_update ON anjuan.session FOR UPDATE TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY session_delete ON anjuan.session FOR DELETE TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment() AND ended_at IS NOT NULL);
DROP POLICY refresh_token_deployment ON anjuan.refresh_token;
CREATE POLICY refresh_token_read ON anjuan.refresh_token FOR SELECT TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY refresh_token_insert ON anjuan.refresh_token FOR INSERT TO anjuan_app
    WITH CHECK (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY refresh_token_update ON anjuan.refresh_token FOR UPDATE TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY refresh_token_delete ON anjuan.refresh_token FOR DELETE TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment() AND EXISTS (
        SELECT FROM anjuan.session s WHERE s.id = session_id AND s.ended_at IS NOT NULL));
GRANT DELETE ON anjuan.session, anjuan.refresh_token TO anjuan_app;
CREATE INDEX session_ended ON anjuan.session (ended_at) WHERE ended_at IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['password_history', 'account_otp', 'otp_recovery_code'] LOOP
        EXECUTE format('ALTER TABLE anjuan.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE anjuan.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY %I ON anjuan.%I TO anjuan_app
            USING (anjuan.current_agency() = anjuan.deployment())
            WITH CHECK (anjuan.current_agency() = anjuan.deployment())', name || '_deployment', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON anjuan.password_history TO anjuan_app;
GRANT SELECT, INSERT, DELETE ON anjuan.account_otp, anjuan.otp_recovery_code TO anjuan_app;
GRANT UPDATE (key_id, secret, confirmed_at, last_step) ON anjuan.account_otp TO anjuan_app;
GRANT UPDATE (used_at) ON anjuan.otp_recovery_code TO anjuan_app;

-- Besides what it refused before: a session that was idle too long, an account whose last day is over.
CREATE OR REPLACE FUNCTION anjuan.require_session(session uuid, rights int, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM 1 FROM anjuan.session s JOIN anjuan.account a ON a.id = s.account_id
    WHERE s.id = session AND s.ended_at IS NULL AND s.expires_at > at
      AND s.last_seen_at + make_interval(secs => s.idle_s) > at
      AND a.state = 'active' AND a.rights_version = rights
      AND (a.valid_until IS NULL OR a.valid_until >= (at AT TIME ZONE 'Asia/Shanghai')::date);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'session is over' USING ERRCODE = '28000', CONSTRAINT = 'session_live';
    END IF;
END $$;

-- A deployment keeps at least one platform and one security administrator whose account has no end.
CREATE FUNCTION anjuan.refuse_loss_of_administrators() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE administration text;
BEGIN
    FOREACH administration IN ARRAY ARRAY['platform_admin', 'security_admin'] LOOP
        IF administration = ANY (OLD.roles) AND OLD.state = 'active' AND OLD.valid_until IS NULL
            AND NOT EXISTS (SELECT FROM anjuan.account a WHERE administration = ANY (a.roles) AND a.state = 'active'
                AND a.valid_until IS NULL)
        THEN
            RAISE EXCEPTION 'the last %', administration
                USING ERRCODE = '23001', CONSTRAINT = 'account_last_administrator';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION anjuan.refuse_loss_of_administrators() TO anjuan_app;
CREATE TRIGGER account_last_administrator AFTER UPDATE OF roles, state, valid_until ON anjuan.account
    FOR EACH ROW EXECUTE FUNCTION anjuan.refuse_loss_of_administrators();
