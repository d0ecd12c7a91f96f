-- 听证: what a request, a notice and a record of a hearing hold at the least (行政处罚法 第六十三条, 第六十四条).

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_hearing_request CHECK (step <> 'request_hearing'
        OR (content ->> 'requested_by' IS NOT NULL AND content ->> 'received_by' IS NOT NULL
            AND (content ->> 'withdrawn' = 'true' OR content ->> 'grounds' IS NOT NULL)) IS TRUE),
    ADD CONSTRAINT case_step_hearing_notice CHECK (step <> 'notify_hearing'
        OR (content ->> 'hearing_at' IS NOT NULL AND content ->> 'place' IS NOT NULL
            AND content #>> '{chair,name}' IS NOT NULL AND content ->> 'recorder' IS NOT NULL
            AND (content ->> 'is_public' = 'true') = (content ->> 'privacy' IS NULL)) IS TRUE),
    ADD CONSTRAINT case_step_hearing CHECK (step <> 'hold_hearing'
        OR (content ->> 'outcome' IN ('held', 'no_show', 'walked_out', 'adjourned')
            AND content #>> '{chair,name}' IS NOT NULL
            AND (content ->> 'outcome' <> 'held' OR (content ->> 'record' IS NOT NULL AND content ->> 'report' IS NOT NULL
                AND content ->> 'signature' IS NOT NULL))
            AND (content ->> 'outcome' = 'held' OR content ->> 'reason' IS NOT NULL)) IS TRUE);
