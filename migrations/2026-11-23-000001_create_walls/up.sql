-- The walls come first: every later table is born behind row-level security and, where it holds facts, append-only.

REVOKE ALL ON SCHEMA anjuan FROM PUBLIC;
GRANT USAGE ON SCHEMA anjuan TO anjuan_app, anjuan_sequencer, anjuan_readonly;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The agency whose rows the transaction writes. Unset or emptied means none: no rows, never all rows.
CREATE FUNCTION anjuan.current_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('app.agency_id', true), '')::uuid $$;

-- The further agencies whose rows it may read (a supervisor's subtree).
CREATE FUNCTION anjuan.readable_agencies() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('app.readable_agencies', true), '')::uuid[] $$;

-- The reserved agency of facts that belong to no agency.
CREATE FUNCTION anjuan.deployment() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT '00000000-0000-7000-8000-000000000001'::uuid $$;

-- Puts an agency's table behind the wall: read own and readable rows, write own rows only.
CREATE FUNCTION anjuan.wall_agency_rows(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY read_by_agency ON %s FOR SELECT TO anjuan_app, anjuan_readonly
        USING (agency_id = anjuan.current_agency() OR agency_id = ANY (anjuan.readable_agencies()))', target);
    EXECUTE format('CREATE POLICY insert_by_agency ON %s FOR INSERT TO anjuan_app
        WITH CHECK (agency_id = anjuan.current_agency())', target);
    EXECUTE format('CREATE POLICY update_by_agency ON %s FOR UPDATE TO anjuan_app
        USING (agency_id = anjuan.current_agency()) WITH CHECK (agency_id = anjuan.current_agency())', target);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO anjuan_app', target);
    EXECUTE format('GRANT SELECT ON %s TO anjuan_readonly', target);
END $$;

-- A table that everybody reads and only the deployment scope writes (catalogues, the division tree).
CREATE FUNCTION anjuan.wall_shared_rows(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY read_in_any_scope ON %s FOR SELECT TO anjuan_app, anjuan_readonly
        USING (anjuan.current_agency() IS NOT NULL)', target);
    EXECUTE format('CREATE POLICY insert_by_deployment ON %s FOR INSERT TO anjuan_app
        WITH CHECK (anjuan.current_agency() = anjuan.deployment())', target);
    EXECUTE format('CREATE POLICY update_by_deployment ON %s FOR UPDATE TO anjuan_app
        USING (anjuan.current_agency() = anjuan.deployment())
        WITH CHECK (anjuan.current_agency() = anjuan.deployment())', target);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO anjuan_app', target);
    EXECUTE format('GRANT SELECT ON %s TO anjuan_readonly', target);
END $$;

-- Facts stay: no grant to change them exists, and these triggers refuse whoever has one. They read nothing, they only refuse.
CREATE FUNCTION anjuan.forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % on %.%', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = '23001', CONSTRAINT = 'append_only';
END $$;

CREATE FUNCTION anjuan.wall_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION anjuan.forbid()', target);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION anjuan.forbid()', target);
    -- ALWAYS: a session in replica role cannot skip them.
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_change', target);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_truncate', target);
END $$;

-- Rows may change, but never vanish.
CREATE FUNCTION anjuan.wall_no_removal(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION anjuan.forbid()', target);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION anjuan.forbid()', target);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_delete', target);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_truncate', target);
END $$;

GRANT EXECUTE ON FUNCTION anjuan.current_agency(), anjuan.readable_agencies(), anjuan.deployment()
    TO anjuan_app, anjuan_sequencer, anjuan_readonly;
GRANT EXECUTE ON FUNCTION anjuan.forbid() TO anjuan_app, anjuan_sequencer;
