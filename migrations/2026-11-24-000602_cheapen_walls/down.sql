CREATE OR REPLACE FUNCTION anjuan.wall_agency_rows(target regclass) RETURNS void LANGUAGE plpgsql AS $$
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

DO $$
DECLARE walled regclass;
BEGIN
    FOR walled IN SELECT polrelid FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
        WHERE p.polname = 'read_by_agency' AND c.relnamespace = 'anjuan'::regnamespace
    LOOP
        EXECUTE format('ALTER POLICY read_by_agency ON %s USING (agency_id = anjuan.current_agency()
            OR agency_id = ANY (anjuan.readable_agencies()))', walled);
    END LOOP;
END $$;
