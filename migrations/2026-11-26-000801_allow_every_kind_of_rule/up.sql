-- 程序规则: every kind of terms, those of an earlier migration included.

ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_kind;
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_kind CHECK (kind IN
    ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold', 'reconsideration_first', 'amount_limit', 'first_offence'));
