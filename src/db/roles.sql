-- The roles of the cluster. Run at every start by whoever may create roles; each statement may be repeated.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['anjuan_owner', 'anjuan_app', 'anjuan_sequencer', 'anjuan_readonly'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', name);
        END IF;
        IF NOT pg_catalog.pg_has_role(current_user, name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', name, current_user);
        END IF;
    END LOOP;
END $$;
