ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_disposition;
ALTER TABLE anjuan.investigation_act
    DROP CONSTRAINT investigation_act_preserved,
    DROP CONSTRAINT investigation_act_kind,
    DROP COLUMN details;
-- An opinion is evidence that was collected, where there is no kind of its own for it.
ALTER TABLE anjuan.investigation_act DISABLE TRIGGER no_change;
UPDATE anjuan.investigation_act SET kind = 'evidence_collection' WHERE kind = 'expert_opinion';
ALTER TABLE anjuan.investigation_act ENABLE ALWAYS TRIGGER no_change;
ALTER TABLE anjuan.investigation_act ADD CONSTRAINT investigation_act_kind CHECK (kind IN ('inquiry', 'site_inspection',
    'evidence_collection', 'sampling', 'registered_preservation'));
