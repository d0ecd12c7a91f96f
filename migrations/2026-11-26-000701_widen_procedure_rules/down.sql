ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_amount_limit;
ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_reconsideration_first;
ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_kind;
-- Rows of the new kinds stay: nothing that was set is taken away. No new one comes in.
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_kind CHECK (kind IN
    ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold')) NOT VALID;
