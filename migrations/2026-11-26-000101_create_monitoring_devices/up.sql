-- 电子技术监控设备 (行政处罚法 第四十一条): what stands where, whether the public knows, what certifies it, and its legal and technical
-- reviews. Nothing is overwritten: what changes is one more paper.

CREATE TABLE anjuan.monitoring_device (
    agency_id uuid NOT NULL CONSTRAINT monitoring_device_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT monitoring_device_kind
        CHECK (kind IN ('camera', 'speed', 'weight', 'noise', 'emission', 'water', 'aerial', 'other')),
    purpose text NOT NULL,
    manufacturer text,
    model text,
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1 CONSTRAINT monitoring_device_version CHECK (version > 0),
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT monitoring_device_key PRIMARY KEY (agency_id, id),
    CONSTRAINT monitoring_device_number_unique UNIQUE (agency_id, number),
    CONSTRAINT monitoring_device_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX monitoring_device_by_number ON anjuan.monitoring_device (agency_id, number, id);
CREATE INDEX monitoring_device_by_name ON anjuan.monitoring_device (agency_id, name, id);
CREATE INDEX monitoring_device_by_recording ON anjuan.monitoring_device (agency_id, recorded_at, id);
SELECT anjuan.wall_agency_rows('anjuan.monitoring_device');
SELECT anjuan.wall_no_removal('anjuan.monitoring_device');
-- Each paper counts the version up.
GRANT UPDATE (version, entry_id) ON anjuan.monitoring_device TO anjuan_app;

CREATE TABLE anjuan.monitoring_device_paper (
    agency_id uuid NOT NULL,
    device_id uuid NOT NULL,
    -- In the order of recording, from 1.
    seq int NOT NULL CONSTRAINT monitoring_device_paper_seq CHECK (seq > 0),
    id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT monitoring_device_paper_kind CHECK (kind IN ('placement', 'certificate', 'review')),
    -- Of a placement.
    place text CONSTRAINT monitoring_device_paper_place CHECK ((place IS NOT NULL) = (kind = 'placement')),
    content jsonb NOT NULL CONSTRAINT monitoring_device_paper_content CHECK (jsonb_typeof(content) = 'object'),
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT monitoring_device_paper_key PRIMARY KEY (agency_id, device_id, seq),
    CONSTRAINT monitoring_device_paper_id UNIQUE (agency_id, id),
    CONSTRAINT monitoring_device_paper_of FOREIGN KEY (agency_id, device_id) REFERENCES anjuan.monitoring_device,
    CONSTRAINT monitoring_device_paper_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED,
    -- A review holds from the day on which it was made, at the earliest.
    CONSTRAINT monitoring_device_paper_review CHECK (kind <> 'review' OR (
        (content ->> 'kind') IN ('legal', 'technical') AND (content ->> 'result') IN ('passed', 'failed')
        AND (content ->> 'valid_from') >= (content ->> 'reviewed_on')) IS TRUE),
    CONSTRAINT monitoring_device_paper_runs_forward CHECK (kind = 'placement'
        OR coalesce((content ->> 'valid_to') >= (content ->> 'valid_from'), true)),
    -- Who says when the public was told says where.
    CONSTRAINT monitoring_device_paper_announced CHECK (kind <> 'placement'
        OR (content ->> 'announced_on' IS NULL) = (content ->> 'announced_in' IS NULL))
);
SELECT anjuan.wall_agency_rows('anjuan.monitoring_device_paper');
SELECT anjuan.wall_append_only('anjuan.monitoring_device_paper');

-- 设置地点向社会公布: anybody may read where the devices of an agency stand, without logging in. Runs with the owner's rights because
-- a stranger has no agency's scope, and tells where devices stood, no more; what was not announced the service leaves out.
CREATE POLICY announced_devices ON anjuan.monitoring_device FOR SELECT TO anjuan_owner USING (true);
CREATE POLICY announced_devices ON anjuan.monitoring_device_paper FOR SELECT TO anjuan_owner USING (true);

CREATE FUNCTION anjuan.announced_devices(agency_code text) RETURNS TABLE (
    agency_name text, number text, name text, kind text, purpose text, placements jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT a.name, d.number, d.name, d.kind, d.purpose,
        (SELECT coalesce(jsonb_agg(p.content ORDER BY p.seq), '[]') FROM anjuan.monitoring_device_paper p
         WHERE p.agency_id = d.agency_id AND p.device_id = d.id AND p.kind = 'placement')
    FROM anjuan.agency a JOIN anjuan.monitoring_device d ON d.agency_id = a.id
    WHERE a.code = agency_code
    ORDER BY d.number
    LIMIT 1000
$$;
GRANT EXECUTE ON FUNCTION anjuan.announced_devices(text) TO anjuan_app;
