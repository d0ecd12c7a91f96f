-- 程序规则: 复议前置 and 金额上限 are rows too.

ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_kind;
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_kind CHECK (kind IN
    ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold', 'reconsideration_first', 'amount_limit'));
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_reconsideration_first CHECK (kind <> 'reconsideration_first' OR (
    jsonb_typeof(terms -> 'required') = 'boolean'
    AND (terms ->> 'procedure' IS NULL OR terms ->> 'procedure' IN ('summary', 'ordinary'))));
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_amount_limit CHECK (kind <> 'amount_limit' OR (
    terms ->> 'of' IS NOT NULL AND (terms ->> 'amount_fen')::bigint >= 0));
