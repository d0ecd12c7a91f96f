-- 转为普通程序, 终止调查: what cannot be decided on the spot goes on as an ordinary case, and what no decision can end is ended and closed.

ALTER TABLE anjuan.case_file
    DROP CONSTRAINT case_file_stage,
    ADD CONSTRAINT case_file_stage
        CHECK (stage IN ('filed', 'investigating', 'decided', 'closed', 'transferred', 'terminated'));

ALTER TABLE anjuan.case_closure
    DROP CONSTRAINT case_closure_reason,
    ADD CONSTRAINT case_closure_reason CHECK (reason IN ('performed', 'execution_ended', 'no_penalty', 'transferred', 'annulled',
        'terminated', 'other'));

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_procedure_change CHECK (step <> 'change_procedure' OR (
        cardinality(certificate_ids) >= 2 AND content ->> 'approved_by' IS NOT NULL AND content ->> 'approved_on' IS NOT NULL) IS TRUE),
    ADD CONSTRAINT case_step_termination CHECK (step <> 'terminate' OR (
        content ->> 'approved_by' IS NOT NULL AND content ->> 'reason' IS NOT NULL
        AND content ->> 'ground' IN ('party_died', 'party_dissolved', 'filed_in_error', 'other')) IS TRUE);
