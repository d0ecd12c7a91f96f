-- 证据: what PostgreSQL refuses of its steps, whoever writes them.

ALTER TABLE anjuan.case_step
    -- 行政处罚法 第四十二条, 第四十六条: by two officers, of one of the eight kinds; 第四十一条: inadmissible with its reasons, and only then.
    ADD CONSTRAINT case_step_evidence CHECK (step <> 'collect_evidence' OR (
        cardinality(certificate_ids) >= 2
        AND (content ->> 'kind') IN ('documentary', 'physical', 'audio_visual', 'electronic_data', 'testimony', 'party_statement',
            'expert_opinion', 'site_record')
        AND ((content ->> 'kind') <> 'electronic_data' OR jsonb_typeof(content -> 'extraction') = 'object')
        AND (content -> 'admissible')::boolean = (jsonb_array_length(content -> 'inadmissible_because') = 0)) IS TRUE),
    -- 第四十六条第二款: verified when every finding is good, and only then.
    ADD CONSTRAINT case_step_evidence_examination CHECK (step <> 'examine_evidence' OR (
        cardinality(certificate_ids) >= 2 AND jsonb_typeof(content -> 'evidence_id') = 'string'
        AND ((content ->> 'result') = 'verified') = ((content -> 'is_authentic')::boolean AND (content -> 'is_lawful')::boolean
            AND (content -> 'is_relevant')::boolean AND coalesce((content #> '{device_record,is_true}')::boolean
            AND (content #> '{device_record,is_clear}')::boolean AND (content #> '{device_record,is_complete}')::boolean
            AND (content #> '{device_record,is_accurate}')::boolean, true))) IS TRUE),
    ADD CONSTRAINT case_step_evidence_exclusion CHECK (step <> 'exclude_evidence' OR (
        jsonb_typeof(content -> 'evidence_id') = 'string' AND length(content ->> 'excluded_by') > 0
        AND length(content ->> 'reason') > 0) IS TRUE),
    -- 第四十一条第三款: of which record, and how the party may look at it and answer.
    ADD CONSTRAINT case_step_off_site_notice CHECK (step <> 'tell_off_site' OR (
        jsonb_array_length(content -> 'evidence_ids') > 0 AND length(content ->> 'query_access') > 0
        AND length(content ->> 'statement_access') > 0) IS TRUE);

-- What is excluded is excluded once, for good.
CREATE UNIQUE INDEX case_step_evidence_excluded_once ON anjuan.case_step (agency_id, case_id, (content ->> 'evidence_id'))
    WHERE step = 'exclude_evidence';
