-- 法制审核: an outcome, a qualified reviewer, and the digest of the file that was reviewed (行政处罚法 第五十八条).

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_legal_review CHECK (step <> 'review_legally'
        OR (content ->> 'outcome' IN ('agree', 'correct', 'supplement', 'return', 'transfer')
            AND content ->> 'file_digest' ~ '^[0-9a-f]{64}$' AND content ->> 'reviewer' IS NOT NULL
            AND (content ->> 'qualification' <> 'legal_profession' OR content ->> 'qualification_number' IS NOT NULL)
            AND (content ->> 'qualification' <> 'earlier_reviewer' OR content ->> 'reviewing_since' < '2018-01-01')) IS TRUE);
