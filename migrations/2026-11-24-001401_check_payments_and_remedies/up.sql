-- 缴款, 复议, 诉讼, 撤销: what PostgreSQL refuses of these steps, whoever writes them. Constraints hold of one step only, so that others
-- stay as they are.

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_payment CHECK (step <> 'pay' OR (
        (content ->> 'amount_fen')::bigint >= 0 AND (content ->> 'surcharge_fen')::bigint >= 0
        AND (content ->> 'amount_fen')::bigint + (content ->> 'surcharge_fen')::bigint > 0
        AND length(content ->> 'receipt_number') > 0
        -- 行政处罚法 第四十二条, 第六十八条: two officers collect on the spot, on a ground.
        AND ((content ->> 'channel') <> 'on_the_spot'
            OR (cardinality(certificate_ids) = 2 AND jsonb_typeof(content -> 'collection') = 'object')))),
    ADD CONSTRAINT case_step_payment_plan CHECK (step <> 'plan_payment'
        OR (content ->> 'approved')::boolean = (jsonb_array_length(content -> 'instalments') > 0)),
    ADD CONSTRAINT case_step_remedy_result CHECK (step NOT IN ('resolve_reconsideration', 'resolve_lawsuit')
        OR ((content ->> 'result') IN ('changed', 'partly_annulled')) = (jsonb_array_length(content -> 'new_penalties') > 0)),
    ADD CONSTRAINT case_step_withdrawal CHECK (step <> 'withdraw'
        OR ((content ->> 'kind') = 'changed') = (jsonb_array_length(content -> 'new_penalties') > 0));

-- 行政处罚法 第七十条: one receipt, one payment.
CREATE UNIQUE INDEX case_step_receipt_once ON anjuan.case_step (agency_id, (content ->> 'receipt_number')) WHERE step = 'pay';
-- 行政处罚法 第七十一条: handed to the agency once, to the bank once.
CREATE UNIQUE INDEX case_step_handed_over_once ON anjuan.case_step
    (agency_id, (content ->> 'payment_id'), (content ->> 'to')) WHERE step = 'hand_over';
-- A decision is withdrawn once.
CREATE UNIQUE INDEX case_step_withdrawn_once ON anjuan.case_step (agency_id, case_id)
    WHERE step = 'withdraw' AND (content ->> 'kind') = 'withdrawn';
