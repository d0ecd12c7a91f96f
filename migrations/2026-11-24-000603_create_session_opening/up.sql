-- Scope and session for questions that are one statement: opens both and returns the agencies whose rows may be read, the own one
-- first. What it sets and refuses is what enter_session sets and refuses.

CREATE FUNCTION anjuan.open_session(agency uuid, reach text, session uuid, rights int, at timestamptz) RETURNS uuid[]
LANGUAGE plpgsql AS $$
BEGIN
    IF reach = 'own' AND agency IS NOT NULL THEN
        PERFORM pg_catalog.set_config('app.agency_id', agency::text, true);
        PERFORM anjuan.require_session(session, rights, at);
        RETURN ARRAY[agency];
    END IF;
    PERFORM anjuan.enter_session(agency, reach, session, rights, at);
    RETURN agency || anjuan.readable_agencies();
END $$;
GRANT EXECUTE ON FUNCTION anjuan.open_session(uuid, text, uuid, int, timestamptz) TO anjuan_app;
