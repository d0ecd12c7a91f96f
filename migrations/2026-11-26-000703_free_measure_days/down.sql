ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_measure_days;
-- Measures that a rule gave more days stay as they are: NOT VALID looks at new rows only.
ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_measure_days CHECK (step NOT IN ('impose_measure', 'extend_measure') OR
    ((content -> 'days')::int > 0
        AND ((content -> 'days')::int <= 30 OR jsonb_typeof(content -> 'special_term_basis') = 'string'))) NOT VALID;
