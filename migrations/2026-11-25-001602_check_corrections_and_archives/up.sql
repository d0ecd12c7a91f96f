-- 责令改正, 备案, 归档, 作废: what PostgreSQL refuses of these steps, whoever writes them.

ALTER TABLE anjuan.case_step
    -- 行政处罚法 第四十二条: two officers order, look again, and report.
    ADD CONSTRAINT case_step_correction CHECK (step NOT IN ('order_correction', 'recheck_correction', 'report_back')
        OR cardinality(certificate_ids) = 2),
    ADD CONSTRAINT case_step_recheck CHECK (step <> 'recheck_correction'
        OR (content ->> 'outcome') <> 'corrected' OR (content ->> 'new_due_on') IS NULL),
    -- 行政处罚法 第四十七条: a catalogue with pages, and a class of retention.
    ADD CONSTRAINT case_step_archive CHECK (step <> 'archive' OR (
        length(content ->> 'archive_number') > 0 AND jsonb_array_length(content -> 'papers') > 0
        AND NOT content @? '$.papers[*] ? (@.pages < 1)'
        AND ((content ->> 'retention') <> 'other' OR jsonb_typeof(content -> 'retention_basis') = 'string')) IS TRUE),
    ADD CONSTRAINT case_step_voiding CHECK (step NOT IN ('void', 'confirm_voiding')
        OR jsonb_typeof(content -> 'decision_id') = 'string');

CREATE UNIQUE INDEX case_step_archive_number_once ON anjuan.case_step (agency_id, (content ->> 'archive_number'))
    WHERE step = 'archive';
-- 行政处罚法 第五十二条: each decision once.
CREATE UNIQUE INDEX case_step_reported_back_once ON anjuan.case_step (agency_id, case_id, coalesce(content ->> 'decision_id', ''))
    WHERE step = 'report_back';
CREATE UNIQUE INDEX case_step_voiding_answered_once ON anjuan.case_step (agency_id, case_id, (content ->> 'voiding_id'))
    WHERE step = 'confirm_voiding';
