DROP FUNCTION anjuan.enter_session(uuid, text, uuid, int, timestamptz);
CREATE OR REPLACE FUNCTION anjuan.enter_scope(agency uuid, reach text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE readable uuid[] := '{}';
BEGIN
    IF agency IS NULL THEN
        RAISE EXCEPTION 'a scope needs an agency' USING ERRCODE = '22004', CONSTRAINT = 'scope_needs_agency';
    END IF;
    EXECUTE format('SET LOCAL app.agency_id = %L', agency);
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
    EXECUTE format('SET LOCAL app.readable_agencies = %L', readable);
END $$;
