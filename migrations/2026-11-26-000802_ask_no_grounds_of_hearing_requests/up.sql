-- 行政处罚法 第六十四条 asks for no grounds of whoever asks for a hearing.

ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_hearing_request,
    ADD CONSTRAINT case_step_hearing_request CHECK (step <> 'request_hearing' OR (content ->> 'requested_by' IS NOT NULL
        AND content ->> 'received_by' IS NOT NULL) IS TRUE);
