-- 送达: each way with its mandatory items and its day of service (行政处罚法 第六十一条; 民事诉讼法 第八十七条 to 第九十五条).

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_service CHECK (step <> 'serve_document'
        OR (content ->> 'served_on' >= content ->> 'done_on' AND content ->> 'addressee' IS NOT NULL
            AND CASE content ->> 'way'
                WHEN 'direct' THEN content ->> 'received_by' IS NOT NULL AND cardinality(certificate_ids) >= 2
                WHEN 'left' THEN content ->> 'refusal' IS NOT NULL AND cardinality(certificate_ids) >= 2
                    AND (content ->> 'witness' IS NOT NULL OR content ->> 'filmed' = 'true')
                WHEN 'posted' THEN content ->> 'sent_on' IS NOT NULL AND content ->> 'tracking_number' IS NOT NULL
                WHEN 'entrusted' THEN content ->> 'sent_on' IS NOT NULL AND content ->> 'entrusted_to' IS NOT NULL
                WHEN 'announced' THEN content ->> 'medium' IS NOT NULL AND content ->> 'attempts' IS NOT NULL
                WHEN 'electronic' THEN content ->> 'consented_on' IS NOT NULL AND content ->> 'address' IS NOT NULL
                ELSE false END) IS TRUE);
