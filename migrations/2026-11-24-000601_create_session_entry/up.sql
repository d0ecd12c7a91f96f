-- The opening of every transaction, made cheap: the scope is set without building statements, and scope and session are
-- one call. What they set and refuse is as before.

CREATE OR REPLACE FUNCTION anjuan.enter_scope(agency uuid, reach text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE readable uuid[] := '{}';
BEGIN
    IF agency IS NULL THEN
        RAISE EXCEPTION 'a scope needs an agency' USING ERRCODE = '22004', CONSTRAINT = 'scope_needs_agency';
    END IF;
    PERFORM pg_catalog.set_config('app.agency_id', agency::text, true);
    IF reach = 'subtree' THEN
        WITH RECURSIVE below AS (
            SELECT a.id FROM anjuan.agency a WHERE a.parent_id = agency
            UNION SELECT a.id FROM anjuan.agency a JOIN below ON a.parent_id = below.id)
        SELECT coalesce(array_agg(below.id), '{}') INTO readable FROM below;
    ELSIF reach = 'all' THEN
        SELECT coalesce(array_agg(a.id), '{}') INTO readable FROM anjuan.agency a;
    ELSIF reach <> 'own' THEN
        RAISE EXCEPTION 'unknown reach %', reach USING ERRCODE = '22023';
    END IF;
    PERFORM pg_catalog.set_config('app.readable_agencies', readable::text, true);
END $$;

-- The scope, and the check that the session still lives.
CREATE FUNCTION anjuan.enter_session(agency uuid, reach text, session uuid, rights int, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM anjuan.enter_scope(agency, reach);
    PERFORM anjuan.require_session(session, rights, at);
END $$;
GRANT EXECUTE ON FUNCTION anjuan.enter_session(uuid, text, uuid, int, timestamptz) TO anjuan_app;
