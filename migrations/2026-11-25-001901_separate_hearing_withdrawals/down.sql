ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_id,
    ADD CONSTRAINT case_step_id UNIQUE (agency_id, step, id),
    DROP CONSTRAINT case_step_hearing_withdrawal,
    DROP CONSTRAINT case_step_hearing_request;

ALTER TABLE anjuan.case_step DISABLE TRIGGER no_change;
UPDATE anjuan.case_step SET content = content || '{"withdrawn": false}' WHERE step = 'request_hearing';
UPDATE anjuan.case_step SET step = 'request_hearing', content = jsonb_build_object(
    'requested_on', content -> 'withdrawn_on', 'form', content -> 'form', 'withdrawn', true,
    'requested_by', content -> 'withdrawn_by', 'agent', content -> 'agent', 'grounds', content -> 'reason',
    'received_by', content -> 'received_by', 'attachments', content -> 'attachments')
WHERE step = 'withdraw_hearing_request';
ALTER TABLE anjuan.case_step ENABLE ALWAYS TRIGGER no_change;

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_hearing_request CHECK (step <> 'request_hearing'
        OR (content ->> 'requested_by' IS NOT NULL AND content ->> 'received_by' IS NOT NULL
            AND (content ->> 'withdrawn' = 'true' OR content ->> 'grounds' IS NOT NULL)) IS TRUE);
