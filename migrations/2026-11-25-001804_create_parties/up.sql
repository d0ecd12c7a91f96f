-- 当事人: several in one case, what is known of each, and who was party when. A set of parties is a revision; the case's row says
-- which one counts (0: its own columns say all) and holds the first party of it.

ALTER TABLE anjuan.case_file
    ADD COLUMN party_revision int NOT NULL DEFAULT 0 CONSTRAINT case_file_party_revision CHECK (party_revision >= 0);
GRANT UPDATE (party_revision) ON anjuan.case_file TO anjuan_app;

CREATE TABLE anjuan.case_party (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    revision int NOT NULL CONSTRAINT case_party_revision CHECK (revision > 0),
    place int NOT NULL CONSTRAINT case_party_place CHECK (place > 0),
    -- The legal date from which the set counted.
    from_on date NOT NULL,
    kind text NOT NULL CONSTRAINT case_party_kind CHECK (kind IN ('organisation', 'sole_trader', 'individual')),
    name text NOT NULL,
    code text,
    details jsonb NOT NULL CONSTRAINT case_party_details CHECK (jsonb_typeof(details) = 'object'),
    CONSTRAINT case_party_key PRIMARY KEY (agency_id, case_id, revision, place),
    CONSTRAINT case_party_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file
);
CREATE INDEX case_party_by_code ON anjuan.case_party (agency_id, code) WHERE code IS NOT NULL;
CREATE INDEX case_party_by_name ON anjuan.case_party (agency_id, name);
SELECT anjuan.wall_agency_rows('anjuan.case_party');
SELECT anjuan.wall_append_only('anjuan.case_party');

ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_party CHECK (step <> 'change_party' OR (
    content #>> '{party,name}' IS NOT NULL AND content ->> 'reason' IS NOT NULL
    AND (content ->> 'kind' = 'added') = (content ->> 'place' IS NULL)
    -- 个人信息保护法 第五十一条: the whole number of a person stands in the party's own row.
    AND (content #>> '{party,kind}' <> 'individual' OR content #>> '{party,code}' IS NULL
        OR content #>> '{party,code}' LIKE '%*%')) IS TRUE);
