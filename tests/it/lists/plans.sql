-- Three agencies of some thousands of rows each; the first is asked. Nothing refers to anything: only the plans are looked at.
SET session_replication_role = replica;
CREATE TEMP TABLE of_agency AS SELECT agency::uuid, place FROM unnest(ARRAY[$AGENCIES$]) WITH ORDINALITY AS a (agency, place);
CREATE TEMP TABLE n AS SELECT agency, i FROM of_agency, generate_series(1, 2500) AS i;

INSERT INTO anjuan.officer (agency_id, id, name, in_post_from, in_post_to, origin, content_digest, entry_id, recorded_at)
SELECT agency, gen_random_uuid(), chr(19968 + i * 7 % 4000) || chr(20000 + i % 3000), date '2015-01-01' + i % 3000,
    CASE WHEN i % 3 = 0 THEN date '2025-01-01' + i % 300 END, 'live', '\x00', gen_random_uuid(), now() - i * interval '1 minute'
FROM n;

INSERT INTO anjuan.inspection_object (agency_id, id, kind, name, address, credit_code, origin, content_digest, entry_id, recorded_at)
SELECT agency, gen_random_uuid(), 'organisation', '永安' || chr(19968 + i * 11 % 4000) || i || '店', '燕江路' || i || '号',
    CASE WHEN i = 7 THEN '91110000600037341L' END,
    'live', '\x00', gen_random_uuid(), now() - i * interval '1 minute'
FROM n;

INSERT INTO anjuan.inspection (agency_id, id, state, author_id, kind, inspected_on, object_id, result, is_complete, origin, submitted_at,
    content_digest, entry_id, recorded_at)
SELECT agency, gen_random_uuid(), 'submitted', gen_random_uuid(), 'routine', date '2015-01-01' + i % 3000, gen_random_uuid(), 'no_problem',
    true, 'live', now() - i * interval '1 hour', '\x00', gen_random_uuid(), now() - i * interval '1 minute'
FROM n;

INSERT INTO anjuan.case_file (agency_id, id, procedure, stage, source, summary, party_kind, party_name, party_code, filed_on, decided_on,
    closed_on, case_number, author_id, origin, content_digest, entry_id, recorded_at)
SELECT agency, gen_random_uuid(), 'ordinary', (ARRAY['filed', 'investigating', 'decided', 'closed'])[1 + i % 4], 'patrol', '占道经营',
    'organisation', '永安' || chr(19968 + i * 13 % 4000) || i || '店', CASE WHEN i % 500 = 7 THEN '91110000600037341L' END,
    date '2015-01-01' + i % 3000,
    CASE WHEN i % 4 > 1 THEN date '2015-02-01' + i % 3000 END, CASE WHEN i % 4 > 2 THEN date '2015-03-01' + i % 3000 END,
    CASE WHEN i % 4 > 1 THEN '永砂罚决字〔' || 2015 + i % 10 || '〕' || i || '号' END, gen_random_uuid(), 'live', '\x00',
    gen_random_uuid(), now() - i * interval '1 minute'
FROM n;

INSERT INTO anjuan.case_officer (agency_id, case_id, officer_id)
SELECT c.agency_id, c.id, o.id FROM of_agency a
JOIN (SELECT agency_id, id, row_number() OVER (PARTITION BY agency_id) AS r FROM anjuan.case_file) c ON c.agency_id = a.agency
JOIN (SELECT agency_id, id, row_number() OVER (PARTITION BY agency_id) AS r FROM anjuan.officer) o
    ON o.agency_id = c.agency_id AND o.r = 1 + c.r % 500;

INSERT INTO anjuan.recording (agency_id, id, case_id, phase, kind, occurred_at, description, author_id, content_digest, entry_id,
    recorded_at)
SELECT c.agency_id, gen_random_uuid(), c.id, 'investigation', 'photo', now() - k * interval '1 day', '照片', gen_random_uuid(), '\x00',
    gen_random_uuid(), now()
FROM of_agency a JOIN anjuan.case_file c ON c.agency_id = a.agency, generate_series(1, 3) AS k WHERE c.stage = 'filed';

INSERT INTO anjuan.journal_entry (agency_id, entry_id, kind, subject_id, account_id, request_id, case_id, case_seq, recorded_at, leaf)
SELECT c.agency_id, c.entry_id, 'case.filed', c.id, c.author_id, gen_random_uuid(), c.id, 0, c.recorded_at, '\x00'
FROM of_agency a JOIN anjuan.case_file c ON c.agency_id = a.agency;

INSERT INTO anjuan.journal_position (agency_id, pos, entry_id, leaf_hash, placed_at)
SELECT e.agency_id, 1000000 + row_number() OVER (ORDER BY e.recorded_at, e.entry_id), e.entry_id, e.leaf_hash, e.recorded_at
FROM of_agency a JOIN anjuan.journal_entry e ON e.agency_id = a.agency;

ANALYZE;
