-- The roles of the cluster. Run at every start by whoever may create roles; each statement may be repeated.
DO $$
DECLARE
    name text;
    may_take bool;
    -- From 16 on a member may hold a role without being allowed to take it; before, MEMBER says both.
    right_asked text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH name IN ARRAY ARRAY['anjuan_owner', 'anjuan_app', 'anjuan_sequencer', 'anjuan_readonly'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', name);
        END IF;
        EXECUTE format('SELECT pg_catalog.pg_has_role(current_user, %L, %L)', name, right_asked) INTO may_take;
        IF NOT may_take THEN
            EXECUTE format('GRANT %I TO %I%s', name, current_user, CASE right_asked WHEN 'SET' THEN ' WITH SET TRUE' END);
        END IF;
    END LOOP;
END $$;
