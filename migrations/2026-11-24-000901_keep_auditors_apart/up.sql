-- Whoever keeps accounts knows the password of an account just opened or reset, and would audit as its owner. So an
-- account audits from its first day or never, and is opened by the operator of the machine.
CREATE FUNCTION anjuan.refuse_auditors_made_from_afar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT 'auditor' = ANY (NEW.roles) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF 'auditor' = ANY (OLD.roles) THEN
            RETURN NULL;
        END IF;
    ELSIF EXISTS (SELECT FROM anjuan.journal_entry e
        WHERE e.agency_id = anjuan.deployment() AND e.entry_id = NEW.entry_id AND e.kind = 'account.created'
            AND e.subject_id = NEW.id AND e.account_id = anjuan.deployment())
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'an auditor is made by the operator' USING ERRCODE = '23001', CONSTRAINT = 'account_auditor_by_operator';
END $$;
GRANT EXECUTE ON FUNCTION anjuan.refuse_auditors_made_from_afar() TO anjuan_app;
-- The entry is written after the row: judged at the commit.
CREATE CONSTRAINT TRIGGER account_auditor_by_operator AFTER INSERT OR UPDATE OF roles ON anjuan.account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION anjuan.refuse_auditors_made_from_afar();
