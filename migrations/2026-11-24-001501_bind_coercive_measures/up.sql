-- 行政强制措施, 中止: what the law asks of them, refused here too.

ALTER TABLE anjuan.case_step
    -- 行政强制法 第十八条: approved beforehand unless it is urgent, by two officers who showed their certificates, with list and term.
    ADD CONSTRAINT case_step_measure CHECK (step <> 'impose_measure' OR (
        content ->> 'kind' IN ('restrict_liberty', 'seal_premises', 'seize_property', 'freeze_deposits', 'other_measure')
        AND cardinality(certificate_ids) >= 2
        AND (content -> 'certificates_shown')::boolean
        AND (content -> 'party_summoned')::boolean
        AND ((content -> 'urgent')::boolean OR jsonb_typeof(content -> 'approval') = 'object')
        AND jsonb_array_length(content -> 'things') > 0)),
    -- 第二十五条: thirty days, more only by a law that is cited.
    ADD CONSTRAINT case_step_measure_days CHECK (step NOT IN ('impose_measure', 'extend_measure') OR
        ((content -> 'days')::int > 0
            AND ((content -> 'days')::int <= 30 OR jsonb_typeof(content -> 'special_term_basis') = 'string'))),
    ADD CONSTRAINT case_step_lifting CHECK (step <> 'lift_measure' OR cardinality(certificate_ids) >= 2),
    ADD CONSTRAINT case_step_suspension CHECK (step <> 'suspend' OR
        (((content ->> 'of') = 'measure') = (jsonb_typeof(content -> 'measure_id') = 'string')
            AND (NOT (content -> 'stops_case_term')::boolean OR jsonb_typeof(content -> 'basis') = 'string')));

CREATE UNIQUE INDEX case_step_measure_lifted_once ON anjuan.case_step (agency_id, case_id, (content ->> 'measure_id'))
    WHERE step = 'lift_measure';
CREATE UNIQUE INDEX case_step_measure_approved_once ON anjuan.case_step (agency_id, case_id, (content ->> 'measure_id'))
    WHERE step = 'approve_measure';
CREATE UNIQUE INDEX case_step_resumed_once ON anjuan.case_step (agency_id, case_id, (content ->> 'suspension_id'))
    WHERE step = 'resume';
