-- Claims that held on the first and on the last day, in whose matter the agency did nothing between them.
-- $1 agencies · $2 to $3 the days · $4 act class · $5 $6 the key after which the page begins · $7 rows of the page
SELECT a.code AS agency_code, m.code AS matter_code, m.act_class, v.name, c.valid_from AS claimed_from, u.last_used_on
FROM anjuan.matter_claim c
JOIN anjuan.agency a ON a.id = c.agency_id
JOIN anjuan.matter m ON m.id = c.matter_id
LEFT JOIN anjuan.matter_version v ON v.matter_id = m.id AND v.valid @> $3
CROSS JOIN LATERAL (SELECT greatest(
    (SELECT max(f.filed_on) FROM anjuan.case_tag t
        JOIN anjuan.case_file f ON f.agency_id = t.agency_id AND f.id = t.case_id AND f.tag_revision = t.revision
        WHERE t.agency_id = c.agency_id AND t.matter_id = c.matter_id AND f.filed_on <= $3),
    (SELECT max(i.inspected_on) FROM anjuan.inspection_matter t
        JOIN anjuan.inspection i ON i.agency_id = t.agency_id AND i.id = t.inspection_id AND i.state = 'submitted'
        WHERE t.agency_id = c.agency_id AND t.matter_id = c.matter_id AND i.inspected_on <= $3)
    ) AS last_used_on) u
WHERE c.agency_id = ANY ($1) AND c.holds @> $3
    AND EXISTS (SELECT 1 FROM anjuan.matter_claim e
        WHERE e.agency_id = c.agency_id AND e.matter_id = c.matter_id AND e.holds @> $2)
    AND (u.last_used_on IS NULL OR u.last_used_on < $2)
    AND ($4 IS NULL OR m.act_class = $4)
    AND ($5 IS NULL OR (m.code, a.code) > ($5, $6))
ORDER BY m.code, a.code
LIMIT $7
