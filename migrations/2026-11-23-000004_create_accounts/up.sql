-- Accounts and log-in sessions: deployment-wide, because before the log-in there is no agency.

CREATE TABLE anjuan.account (
    id uuid CONSTRAINT account_key PRIMARY KEY,
    agency_id uuid NOT NULL CONSTRAINT account_agency REFERENCES anjuan.agency,
    username text NOT NULL CONSTRAINT account_username_unique UNIQUE
        CONSTRAINT account_username_folded CHECK (username = lower(username)),
    display_name text NOT NULL,
    password_hash text NOT NULL,
    roles text[] NOT NULL CONSTRAINT account_roles CHECK (cardinality(roles) > 0 AND roles <@ ARRAY[
        'officer', 'squad_leader', 'legal_reviewer', 'decision_maker', 'clerk', 'supervisor', 'agency_admin',
        'platform_admin', 'security_admin', 'auditor']),
    -- The officer behind the account. No foreign key: a deployment-wide table never points into agency tables.
    officer_id uuid,
    state text NOT NULL CONSTRAINT account_state CHECK (state IN ('active', 'disabled')),
    rights_version int NOT NULL DEFAULT 1,
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- 三权分立: platform, security and audit administration never on one account.
    CONSTRAINT account_duties_apart CHECK (
        ('platform_admin' = ANY (roles))::int + ('security_admin' = ANY (roles))::int
        + ('auditor' = ANY (roles))::int <= 1)
);
CREATE INDEX account_by_agency ON anjuan.account (agency_id, id);

CREATE TABLE anjuan.session (
    id uuid CONSTRAINT session_key PRIMARY KEY,
    agency_id uuid NOT NULL CONSTRAINT session_agency REFERENCES anjuan.agency,
    account_id uuid NOT NULL CONSTRAINT session_account REFERENCES anjuan.account,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text CONSTRAINT session_end_reason CHECK (end_reason IN ('logged_out', 'refresh_token_reused',
        'password_reset', 'account_disabled')),
    CONSTRAINT session_ended_whole CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX session_by_account ON anjuan.session (account_id, opened_at);

CREATE TABLE anjuan.refresh_token (
    digest bytea CONSTRAINT refresh_token_key PRIMARY KEY CONSTRAINT refresh_token_digest CHECK (octet_length(digest) = 32),
    session_id uuid NOT NULL CONSTRAINT refresh_token_session REFERENCES anjuan.session,
    issued_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_token_by_session ON anjuan.refresh_token (session_id);

-- Failed log-ins per user name and per source, so that a lock-out survives a restart.
CREATE TABLE anjuan.login_throttle (
    key text CONSTRAINT login_throttle_key PRIMARY KEY,
    failures int NOT NULL,
    first_failure_at timestamptz NOT NULL,
    locked_until timestamptz
);

-- Accounts are visible to their own agency and to whoever may see that agency; log-in runs in the deployment scope.
ALTER TABLE anjuan.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.account FORCE ROW LEVEL SECURITY;
CREATE POLICY account_read ON anjuan.account FOR SELECT TO anjuan_app
    USING (agency_id = anjuan.current_agency() OR anjuan.current_agency() = anjuan.deployment());
CREATE POLICY account_insert ON anjuan.account FOR INSERT TO anjuan_app
    WITH CHECK (anjuan.current_agency() = anjuan.deployment());
CREATE POLICY account_update ON anjuan.account FOR UPDATE TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
ALTER TABLE anjuan.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.session FORCE ROW LEVEL SECURITY;
CREATE POLICY session_deployment ON anjuan.session TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
ALTER TABLE anjuan.refresh_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.refresh_token FORCE ROW LEVEL SECURITY;
CREATE POLICY refresh_token_deployment ON anjuan.refresh_token TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
ALTER TABLE anjuan.login_throttle ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.login_throttle FORCE ROW LEVEL SECURITY;
CREATE POLICY login_throttle_deployment ON anjuan.login_throttle TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
SELECT anjuan.wall_no_removal('anjuan.account');
SELECT anjuan.wall_no_removal('anjuan.session');
SELECT anjuan.wall_no_removal('anjuan.refresh_token');

GRANT SELECT, INSERT ON anjuan.account, anjuan.session, anjuan.refresh_token TO anjuan_app;
GRANT UPDATE (display_name, password_hash, roles, officer_id, state, rights_version, version, entry_id) ON anjuan.account TO anjuan_app;
GRANT UPDATE (ended_at, end_reason) ON anjuan.session TO anjuan_app;
GRANT UPDATE (used_at) ON anjuan.refresh_token TO anjuan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON anjuan.login_throttle TO anjuan_app;

-- Refuses a transaction whose session has ended, whose account is disabled, or whose rights have changed since the
-- token was made. Runs with the owner's rights because an agency's scope shows no sessions; it answers nothing.
CREATE FUNCTION anjuan.require_session(session uuid, rights int, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM 1 FROM anjuan.session s JOIN anjuan.account a ON a.id = s.account_id
    WHERE s.id = session AND s.ended_at IS NULL AND s.expires_at > at
      AND a.state = 'active' AND a.rights_version = rights;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'session is over' USING ERRCODE = '28000', CONSTRAINT = 'session_live';
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION anjuan.require_session(uuid, int, timestamptz) TO anjuan_app;
-- FORCE binds the owner too: this one policy lets the function above look.
CREATE POLICY session_check ON anjuan.session FOR SELECT TO anjuan_owner USING (true);
CREATE POLICY account_check ON anjuan.account FOR SELECT TO anjuan_owner USING (true);
