-- 催告, 申请法院强制执行, 强制执行: what PostgreSQL refuses of these steps, whoever writes them.

ALTER TABLE anjuan.case_step
    -- 行政强制法 第三十五条: the term, and the rights of the party.
    ADD CONSTRAINT case_step_demand CHECK (step <> 'demand' OR (
        (content -> 'rights_told')::boolean AND (content ->> 'perform_by')::text >= (content ->> 'demanded_on')::text
        AND (content ->> 'fine_fen')::bigint >= 0 AND (content ->> 'confiscation_fen')::bigint >= 0
        AND (content ->> 'surcharge_fen')::bigint >= 0) IS TRUE),
    -- 第五十五条: four papers at least, signed and sealed.
    ADD CONSTRAINT case_step_court_application CHECK (step <> 'apply_to_court' OR (
        (content -> 'sealed')::boolean AND length(content ->> 'signed_by') > 0
        AND content -> 'papers' @> '["application", "decision", "party_opinion_and_demand", "condition_of_object"]') IS TRUE),
    -- 第三十七条, 第四十三条: sealed, by two officers, and never what residents live on.
    ADD CONSTRAINT case_step_execution CHECK (step <> 'execute' OR (
        (content -> 'sealed')::boolean AND cardinality(certificate_ids) >= 2
        AND NOT ((content -> 'residential')::boolean AND jsonb_array_length(content -> 'supplies_cut') > 0)) IS TRUE),
    ADD CONSTRAINT case_step_execution_change CHECK (step <> 'change_execution' OR (
        ((content ->> 'turn') = 'completed') = (jsonb_typeof(content -> 'performed') = 'object')
        AND ((content ->> 'turn') = 'agreed') = (jsonb_typeof(content -> 'agreement') = 'object')
        AND jsonb_typeof(content -> 'execution_kind') = 'string') IS TRUE);

-- An execution is over once.
CREATE UNIQUE INDEX case_step_execution_over_once ON anjuan.case_step (agency_id, case_id, (content ->> 'execution_id'))
    WHERE step = 'change_execution' AND (content ->> 'turn') IN ('completed', 'ended');
-- 第五十六条: one objection.
CREATE UNIQUE INDEX case_step_objection_once ON anjuan.case_step (agency_id, case_id, (content ->> 'application_id'))
    WHERE step = 'answer_application' AND (content ->> 'answer') = 'objected';
