ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_handlers;

-- Those who handle a case now, as if they always had: the journal keeps who did before.
ALTER TABLE anjuan.case_officer DISABLE TRIGGER no_change;
DELETE FROM anjuan.case_officer o USING anjuan.case_file c
    WHERE c.agency_id = o.agency_id AND c.id = o.case_id AND o.revision <> c.officer_revision;
ALTER TABLE anjuan.case_officer ENABLE ALWAYS TRIGGER no_change;
ALTER TABLE anjuan.case_officer
    DROP CONSTRAINT case_officer_key,
    ADD CONSTRAINT case_officer_key PRIMARY KEY (agency_id, case_id, officer_id),
    DROP COLUMN revision;
ALTER TABLE anjuan.case_file DROP COLUMN officer_revision;
