-- Requests without grounds stay: nothing that was recorded is taken away. No new one comes in.

ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_hearing_request,
    ADD CONSTRAINT case_step_hearing_request CHECK (step <> 'request_hearing' OR (content ->> 'requested_by' IS NOT NULL
        AND content ->> 'received_by' IS NOT NULL AND content ->> 'grounds' IS NOT NULL) IS TRUE) NOT VALID;
