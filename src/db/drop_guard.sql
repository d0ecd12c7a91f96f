-- Row triggers do not see DROP TABLE; this one does. Only a superuser may create it.
CREATE OR REPLACE FUNCTION anjuan.refuse_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE gone record;
BEGIN
    IF current_setting('anjuan.drop_allowed', true) = 'by migration' THEN RETURN; END IF;
    FOR gone IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
        IF gone.object_type = 'table' AND gone.schema_name = 'anjuan' THEN
            RAISE EXCEPTION 'append-only: DROP TABLE %', gone.object_identity
                USING ERRCODE = '23001', CONSTRAINT = 'append_only';
        END IF;
    END LOOP;
END $$;
DROP EVENT TRIGGER IF EXISTS anjuan_no_drop;
CREATE EVENT TRIGGER anjuan_no_drop ON sql_drop EXECUTE FUNCTION anjuan.refuse_drop();
