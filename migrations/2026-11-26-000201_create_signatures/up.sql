-- 签名 (电子签名法 第十三条): the public keys that officers sign with, and who signed which document of a case, how, and what text was shown.

CREATE TABLE anjuan.signing_key (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    officer_id uuid NOT NULL,
    algorithm text NOT NULL CONSTRAINT signing_key_algorithm CHECK (algorithm IN ('ed25519', 'sm2')),
    public_key bytea NOT NULL,
    -- What holds the private key: it is never here.
    held_by text NOT NULL,
    registrar_id uuid NOT NULL,
    registered_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revocation_reason text,
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    CONSTRAINT signing_key_key PRIMARY KEY (agency_id, id),
    CONSTRAINT signing_key_unique UNIQUE (agency_id, algorithm, public_key),
    CONSTRAINT signing_key_of FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT signing_key_length CHECK (algorithm <> 'ed25519' OR octet_length(public_key) = 32),
    CONSTRAINT signing_key_revoked CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL) AND revoked_at >= registered_at),
    CONSTRAINT signing_key_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX signing_key_of_officer ON anjuan.signing_key (agency_id, officer_id, registered_at);
SELECT anjuan.wall_agency_rows('anjuan.signing_key');
SELECT anjuan.wall_no_removal('anjuan.signing_key');
GRANT UPDATE (revoked_at, revocation_reason, version, entry_id) ON anjuan.signing_key TO anjuan_app;

CREATE TABLE anjuan.document_signature (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    -- The document: a step of the case.
    step text NOT NULL,
    document_id uuid NOT NULL,
    role text NOT NULL CONSTRAINT document_signature_role CHECK (role IN ('party', 'representative', 'agent', 'guardian', 'person_asked',
        'receiver', 'witness', 'interpreter', 'officer', 'chair', 'recorder', 'reviewer', 'head')),
    signer_name text NOT NULL,
    officer_id uuid,
    certificate_id uuid,
    affiliation text,
    manner text NOT NULL CONSTRAINT document_signature_manner CHECK (manner IN ('handwritten', 'key', 'refused', 'absent')),
    -- Of the text that was shown.
    text_algorithm text NOT NULL CONSTRAINT document_signature_digest CHECK (text_algorithm IN ('sha-256', 'sm3')),
    text_digest bytea NOT NULL CONSTRAINT document_signature_digest_length CHECK (octet_length(text_digest) = 32),
    -- What the manner asks for: the image, the key with its signature, or why there is none.
    image jsonb,
    key jsonb,
    unsigned jsonb,
    signed_at timestamptz NOT NULL,
    place text,
    device_id uuid,
    content_digest bytea NOT NULL,
    -- Who received it.
    author_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT document_signature_key PRIMARY KEY (agency_id, id),
    CONSTRAINT document_signature_of FOREIGN KEY (agency_id, document_id) REFERENCES anjuan.case_step (agency_id, id),
    CONSTRAINT document_signature_case FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT document_signature_officer FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT document_signature_certificate FOREIGN KEY (agency_id, certificate_id) REFERENCES anjuan.certificate,
    CONSTRAINT document_signature_certified CHECK (role <> 'officer' OR (officer_id IS NOT NULL AND certificate_id IS NOT NULL)),
    CONSTRAINT document_signature_parts CHECK ((manner = 'handwritten') = (image IS NOT NULL) AND (manner = 'key') = (key IS NOT NULL)
        AND (manner IN ('refused', 'absent')) = (unsigned IS NOT NULL)),
    -- 拒绝的应当注明; 不在场的由见证人签名.
    CONSTRAINT document_signature_seen CHECK (unsigned IS NULL OR (unsigned ->> 'note' IS NOT NULL
        AND (unsigned ->> 'witness' IS NOT NULL OR (manner = 'refused' AND unsigned ->> 'recording_id' IS NOT NULL))) IS TRUE),
    CONSTRAINT document_signature_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
-- A signer signs a document once, and refuses it once.
CREATE UNIQUE INDEX document_signature_once ON anjuan.document_signature
    (agency_id, document_id, role, (coalesce(officer_id::text, signer_name)), (manner IN ('handwritten', 'key')));
CREATE INDEX document_signature_of_case ON anjuan.document_signature (agency_id, case_id, recorded_at, id);
SELECT anjuan.wall_agency_rows('anjuan.document_signature');
SELECT anjuan.wall_append_only('anjuan.document_signature');
