-- 执法主体: the division tree from which everything hangs, and the scope in which every transaction runs.

CREATE TABLE anjuan.agency (
    id uuid CONSTRAINT agency_key PRIMARY KEY,
    code text NOT NULL CONSTRAINT agency_code_unique UNIQUE,
    name text NOT NULL,
    parent_id uuid CONSTRAINT agency_parent REFERENCES anjuan.agency,
    level text NOT NULL CONSTRAINT agency_level CHECK (level IN ('province', 'city', 'county', 'town', 'deployment')),
    credit_code text,
    go_live_on date,
    powers text[] NOT NULL CONSTRAINT agency_powers CHECK (powers <@ ARRAY[
        'penalty', 'detention', 'licence', 'coercive_measure', 'coercive_execution', 'inspection', 'levy',
        'expropriation', 'adjudication', 'confirmation', 'payment', 'reward', 'other']),
    content_digest bytea,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT agency_recorded CHECK (level = 'deployment' OR (content_digest IS NOT NULL AND entry_id IS NOT NULL)),
    CONSTRAINT agency_not_its_own_parent CHECK (parent_id <> id),
    -- 行政处罚法 第十八条: a town can never detain.
    CONSTRAINT agency_town_never_detains CHECK (level <> 'town' OR NOT 'detention' = ANY (powers))
);
CREATE INDEX agency_by_parent ON anjuan.agency (parent_id);
INSERT INTO anjuan.agency (id, code, name, level, powers, recorded_at)
VALUES (anjuan.deployment(), '~deployment', '部署', 'deployment', '{}', '2026-11-23T00:00:00Z');

SELECT anjuan.wall_shared_rows('anjuan.agency');
SELECT anjuan.wall_no_removal('anjuan.agency');
GRANT UPDATE (name, parent_id, level, credit_code, go_live_on, powers, content_digest, version, entry_id) ON anjuan.agency TO anjuan_app;

-- Opens the scope of a transaction. Nothing else sets it, and it ends with the transaction (SET LOCAL).
-- `reach`: own | subtree (the agency and all below it) | all.
CREATE FUNCTION anjuan.enter_scope(agency uuid, reach text) RETURNS void LANGUAGE plpgsql AS $$
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
GRANT EXECUTE ON FUNCTION anjuan.enter_scope(uuid, text) TO anjuan_app;
