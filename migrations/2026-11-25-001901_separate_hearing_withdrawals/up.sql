-- 撤回听证申请: a step of its own. A client's id stands for one step of the agency, whichever noun it was sent to.

ALTER TABLE anjuan.case_step DISABLE TRIGGER no_change;
ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_hearing_request;
UPDATE anjuan.case_step SET step = 'withdraw_hearing_request', content = jsonb_build_object(
    'withdrawn_on', content -> 'requested_on', 'form', content -> 'form', 'withdrawn_by', content -> 'requested_by',
    'agent', content -> 'agent', 'reason', content -> 'grounds', 'received_by', content -> 'received_by',
    'attachments', content -> 'attachments')
WHERE step = 'request_hearing' AND content ->> 'withdrawn' = 'true';
UPDATE anjuan.case_step SET content = content - 'withdrawn' WHERE step = 'request_hearing';
ALTER TABLE anjuan.case_step ENABLE ALWAYS TRIGGER no_change;

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_hearing_request CHECK (step <> 'request_hearing' OR (content ->> 'requested_by' IS NOT NULL
        AND content ->> 'received_by' IS NOT NULL AND content ->> 'grounds' IS NOT NULL) IS TRUE),
    ADD CONSTRAINT case_step_hearing_withdrawal CHECK (step <> 'withdraw_hearing_request'
        OR (content ->> 'withdrawn_by' IS NOT NULL AND content ->> 'received_by' IS NOT NULL) IS TRUE),
    DROP CONSTRAINT case_step_id,
    ADD CONSTRAINT case_step_id UNIQUE (agency_id, id);
