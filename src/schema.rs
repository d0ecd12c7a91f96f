//! GENERATED from the catalogue by `UPDATE=1 cargo test schema`; do not edit.

diesel::table! {
    anjuan.account (id) {
        id -> Uuid,
        agency_id -> Uuid,
        username -> Text,
        display_name -> Text,
        password_hash -> Text,
        roles -> Array<Text>,
        officer_id -> Nullable<Uuid>,
        state -> Text,
        rights_version -> Int4,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        password_set_at -> Timestamptz,
        password_one_time_until -> Nullable<Timestamptz>,
        valid_until -> Nullable<Date>,
        active_since -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    anjuan.account_otp (account_id) {
        account_id -> Uuid,
        key_id -> Text,
        secret -> Bytea,
        enrolled_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Nullable<Int8>,
    }
}

diesel::table! {
    anjuan.agency (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        parent_id -> Nullable<Uuid>,
        level -> Text,
        credit_code -> Nullable<Text>,
        go_live_on -> Nullable<Date>,
        powers -> Array<Text>,
        content_digest -> Nullable<Bytea>,
        version -> Int8,
        entry_id -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.calendar_day (year, version, date) {
        year -> Int4,
        version -> Int4,
        date -> Date,
        name -> Text,
        off -> Bool,
    }
}

diesel::table! {
    anjuan.calendar_notice (year, version) {
        year -> Int4,
        version -> Int4,
        number -> Int8,
        id -> Uuid,
        source -> Text,
        published_on -> Date,
        statutory -> Nullable<Array<Date>>,
        reason -> Nullable<Text>,
        loader_id -> Uuid,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_closure (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        reason -> Text,
        closed_on -> Date,
        summary -> Text,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        phases_without_recording -> Jsonb,
        nth -> Int4,
    }
}

diesel::table! {
    anjuan.case_deadline_outlook (agency_id, case_id) {
        agency_id -> Uuid,
        case_id -> Uuid,
        case_version -> Int8,
        calendar_entry -> Nullable<Uuid>,
        rules_entry -> Nullable<Uuid>,
        next_due_on -> Nullable<Date>,
        looked_on -> Nullable<Date>,
        open -> Nullable<Jsonb>,
    }
}

diesel::table! {
    anjuan.case_deadline_reminder (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        rule -> Text,
        started_by -> Uuid,
        due_on -> Date,
        days_before -> Nullable<Int4>,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_deadline_told (agency_id, case_id, seq) {
        agency_id -> Uuid,
        case_id -> Uuid,
        seq -> Int4,
        rule -> Text,
        started_by -> Nullable<Uuid>,
        started_on -> Date,
        due_on -> Date,
        entry_id -> Uuid,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_decision (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        outcome -> Text,
        decided_at -> Timestamptz,
        facts -> Text,
        legal_bases -> Array<Text>,
        document_number -> Nullable<Text>,
        decider_id -> Uuid,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        discretion_reason -> Nullable<Text>,
        document -> Jsonb,
        violation -> Nullable<Jsonb>,
        separate_act -> Nullable<Text>,
        nth -> Int4,
        supersedes -> Nullable<Uuid>,
        leniency -> Nullable<Jsonb>,
        officer_ids -> Array<Uuid>,
        certificate_ids -> Array<Uuid>,
    }
}

diesel::table! {
    anjuan.case_evaluation (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        plan -> Jsonb,
        content_digest -> Bytea,
        author_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_evaluation_drawing (agency_id, evaluation_id) {
        agency_id -> Uuid,
        evaluation_id -> Uuid,
        population -> Int4,
        population_digest -> Text,
        drawn -> Jsonb,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_file (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        procedure -> Text,
        stage -> Text,
        source -> Nullable<Text>,
        summary -> Nullable<Text>,
        place -> Nullable<Text>,
        party_kind -> Text,
        party_name -> Text,
        party_code -> Nullable<Text>,
        filed_on -> Date,
        decided_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        case_number -> Nullable<Text>,
        tag_revision -> Int4,
        author_id -> Uuid,
        external_id -> Nullable<Text>,
        origin -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        decision_id -> Nullable<Uuid>,
        officer_revision -> Int4,
        party_revision -> Int4,
        approved_by -> Nullable<Text>,
        approved_on -> Nullable<Date>,
    }
}

diesel::table! {
    anjuan.case_handover (agency_id, transfer_id) {
        agency_id -> Uuid,
        transfer_id -> Uuid,
        case_id -> Uuid,
        recipient_agency_id -> Uuid,
        sent_on -> Date,
        letter -> Jsonb,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_officer (agency_id, case_id, revision, officer_id) {
        agency_id -> Uuid,
        case_id -> Uuid,
        officer_id -> Uuid,
        certificate_id -> Nullable<Uuid>,
        revision -> Int4,
    }
}

diesel::table! {
    anjuan.case_party (agency_id, case_id, revision, place) {
        agency_id -> Uuid,
        case_id -> Uuid,
        revision -> Int4,
        place -> Int4,
        from_on -> Date,
        kind -> Text,
        name -> Text,
        code -> Nullable<Text>,
        details -> Jsonb,
    }
}

diesel::table! {
    anjuan.case_step (agency_id, case_id, seq) {
        agency_id -> Uuid,
        case_id -> Uuid,
        seq -> Int4,
        step -> Text,
        id -> Uuid,
        happened_on -> Date,
        certificate_ids -> Array<Uuid>,
        content -> Jsonb,
        content_digest -> Bytea,
        author_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.case_tag (agency_id, case_id, revision, matter_id) {
        agency_id -> Uuid,
        case_id -> Uuid,
        revision -> Int4,
        matter_id -> Uuid,
        matter_version_id -> Nullable<Uuid>,
        matter_name -> Nullable<Text>,
        legal_bases -> Nullable<Array<Text>>,
    }
}

diesel::table! {
    anjuan.case_takeover (agency_id, sender_agency_id, transfer_id) {
        agency_id -> Uuid,
        transfer_id -> Uuid,
        sender_agency_id -> Uuid,
        sender_case_id -> Uuid,
        case_id -> Uuid,
        taken_on -> Date,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.certificate (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        officer_id -> Uuid,
        kind -> Text,
        number -> Text,
        valid_from -> Date,
        valid_to -> Date,
        holds -> Nullable<Daterange>,
        end_kind -> Nullable<Text>,
        end_reason -> Nullable<Text>,
        reason -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.certificate_suspension (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        certificate_id -> Uuid,
        days -> Daterange,
        reason -> Text,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.coercive_act (agency_id, id, revision) {
        agency_id -> Uuid,
        id -> Uuid,
        external_id -> Text,
        revision -> Int4,
        act -> Text,
        kind -> Text,
        performed_on -> Date,
        case_external_id -> Nullable<Text>,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.decision_discretion (agency_id, decision_id, step_id) {
        agency_id -> Uuid,
        decision_id -> Uuid,
        step_id -> Uuid,
        base_fen -> Nullable<Int8>,
    }
}

diesel::table! {
    anjuan.decision_penalty (agency_id, decision_id, kind) {
        agency_id -> Uuid,
        decision_id -> Uuid,
        kind -> Text,
        amount_fen -> Nullable<Int8>,
    }
}

diesel::table! {
    anjuan.declared_figure (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        measure -> Text,
        period_from -> Date,
        period_to -> Date,
        revision -> Int4,
        value -> Int8,
        amount_fen -> Nullable<Int8>,
        document -> Text,
        declarer_id -> Uuid,
        origin -> Text,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.discretion_benchmark (id) {
        id -> Uuid,
        matter_id -> Uuid,
        issuer_id -> Uuid,
        document -> Text,
        valid -> Daterange,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.discretion_step (id) {
        id -> Uuid,
        benchmark_id -> Uuid,
        place -> Int4,
        severity -> Text,
        circumstances -> Text,
        penalty_kinds -> Array<Text>,
        fine_min_fen -> Nullable<Int8>,
        fine_max_fen -> Nullable<Int8>,
        fine_base -> Nullable<Text>,
        fine_min_percent -> Nullable<Int4>,
        fine_max_percent -> Nullable<Int4>,
    }
}

diesel::table! {
    anjuan.document_counter (agency_id, prefix, year) {
        agency_id -> Uuid,
        prefix -> Text,
        year -> Int4,
        last -> Int4,
    }
}

diesel::table! {
    anjuan.document_number (agency_id, prefix, year, n) {
        agency_id -> Uuid,
        prefix -> Text,
        year -> Int4,
        n -> Int4,
        case_id -> Uuid,
        entry_id -> Uuid,
    }
}

diesel::table! {
    anjuan.document_signature (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        step -> Text,
        document_id -> Uuid,
        role -> Text,
        signer_name -> Text,
        officer_id -> Nullable<Uuid>,
        certificate_id -> Nullable<Uuid>,
        affiliation -> Nullable<Text>,
        manner -> Text,
        text_algorithm -> Text,
        text_digest -> Bytea,
        image -> Nullable<Jsonb>,
        key -> Nullable<Jsonb>,
        unsigned -> Nullable<Jsonb>,
        signed_at -> Timestamptz,
        place -> Nullable<Text>,
        device_id -> Nullable<Uuid>,
        content_digest -> Bytea,
        author_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.fee_item (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        matter_id -> Uuid,
        fee_code -> Text,
        name -> Text,
        configured_on -> Date,
        origin -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.idempotency_record (agency_id, client_id, method, path, key) {
        agency_id -> Uuid,
        client_id -> Uuid,
        method -> Text,
        path -> Text,
        key -> Text,
        fingerprint -> Bytea,
        status -> Int2,
        headers -> Jsonb,
        body -> Bytea,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.import_job (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        state -> Text,
        dry_run -> Bool,
        on_conflict -> Text,
        account_id -> Uuid,
        roles -> Array<Text>,
        rows -> Int4,
        accepted -> Int4,
        unchanged -> Int4,
        rejected -> Int4,
        warnings -> Int4,
        failure -> Nullable<Text>,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        format -> Text,
        charset -> Text,
        header -> Array<Text>,
        bytes -> Int8,
        started_at -> Nullable<Timestamptz>,
        progressed_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        cancelled_by -> Nullable<Uuid>,
        cancelled_because -> Nullable<Text>,
    }
}

diesel::table! {
    anjuan.import_row (agency_id, import_id, row_number) {
        agency_id -> Uuid,
        import_id -> Uuid,
        row_number -> Int4,
        content -> Text,
        outcome -> Nullable<Text>,
        has_warnings -> Bool,
        faults -> Nullable<Jsonb>,
        warnings -> Nullable<Jsonb>,
        row_agency_id -> Nullable<Uuid>,
        row_entry_id -> Nullable<Uuid>,
        file_line -> Nullable<Int4>,
    }
}

diesel::table! {
    anjuan.imported_case (agency_id, case_id, revision) {
        agency_id -> Uuid,
        case_id -> Uuid,
        revision -> Int4,
        facts -> Jsonb,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.imported_record (agency_id, kind, external_key, revision) {
        agency_id -> Uuid,
        kind -> Text,
        external_key -> Text,
        revision -> Int4,
        subject_id -> Uuid,
        content_digest -> Bytea,
        import_id -> Uuid,
        row_number -> Int4,
        warnings -> Nullable<Jsonb>,
        entry_id -> Uuid,
    }
}

diesel::table! {
    anjuan.inspection (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        state -> Text,
        author_id -> Uuid,
        draft -> Nullable<Jsonb>,
        kind -> Nullable<Text>,
        method -> Nullable<Text>,
        reason -> Nullable<Text>,
        inspected_on -> Nullable<Date>,
        object_id -> Nullable<Uuid>,
        findings -> Nullable<Text>,
        result -> Nullable<Text>,
        rectify_by -> Nullable<Date>,
        is_complete -> Nullable<Bool>,
        led_to_case -> Nullable<Text>,
        supersedes -> Nullable<Uuid>,
        external_id -> Nullable<Text>,
        origin -> Text,
        submitted_at -> Nullable<Timestamptz>,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.inspection_matter (agency_id, inspection_id, matter_id) {
        agency_id -> Uuid,
        inspection_id -> Uuid,
        matter_id -> Uuid,
        matter_version_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    anjuan.inspection_object (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        name -> Text,
        credit_code -> Nullable<Text>,
        resident_id -> Nullable<Text>,
        address -> Nullable<Text>,
        origin -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.inspection_officer (agency_id, inspection_id, officer_id) {
        agency_id -> Uuid,
        inspection_id -> Uuid,
        officer_id -> Uuid,
        certificate_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    anjuan.investigation_act (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        kind -> Text,
        performed_at -> Timestamptz,
        place -> Nullable<Text>,
        summary -> Text,
        officer_a -> Uuid,
        officer_b -> Uuid,
        certificate_a -> Uuid,
        certificate_b -> Uuid,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
        details -> Jsonb,
        further_officers -> Array<Uuid>,
        further_certificates -> Array<Uuid>,
    }
}

diesel::table! {
    anjuan.journal_body (agency_id, entry_id) {
        agency_id -> Uuid,
        entry_id -> Uuid,
        body -> Jsonb,
        salts -> Jsonb,
    }
}

diesel::table! {
    anjuan.journal_entry (agency_id, entry_id) {
        agency_id -> Uuid,
        entry_id -> Uuid,
        kind -> Text,
        subject_id -> Nullable<Uuid>,
        account_id -> Uuid,
        request_id -> Uuid,
        case_id -> Nullable<Uuid>,
        case_seq -> Nullable<Int4>,
        device_id -> Nullable<Uuid>,
        device_seq -> Nullable<Int8>,
        recorded_at -> Timestamptz,
        leaf -> Bytea,
        leaf_hash -> Bytea,
    }
}

diesel::table! {
    anjuan.journal_head (one) {
        one -> Bool,
        size -> Int8,
        epoch -> Int8,
        placed_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.journal_log (one) {
        one -> Bool,
        origin -> Text,
        founded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.journal_pending (agency_id, entry_id) {
        agency_id -> Uuid,
        entry_id -> Uuid,
        ticket -> Int8,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.journal_position (agency_id, pos) {
        agency_id -> Uuid,
        pos -> Int8,
        entry_id -> Uuid,
        leaf_hash -> Bytea,
        placed_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.login_throttle (key) {
        key -> Text,
        failures -> Int4,
        first_failure_at -> Timestamptz,
        locked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    anjuan.matter (id) {
        id -> Uuid,
        code -> Text,
        act_class -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.matter_claim (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        matter_id -> Uuid,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        holds -> Nullable<Daterange>,
        basis -> Nullable<Text>,
        returned_on -> Nullable<Date>,
        return_reason -> Nullable<Text>,
        origin -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.matter_version (id) {
        id -> Uuid,
        matter_id -> Uuid,
        name -> Text,
        legal_bases -> Array<Text>,
        valid -> Daterange,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.monitoring_device (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        number -> Text,
        name -> Text,
        kind -> Text,
        purpose -> Text,
        manufacturer -> Nullable<Text>,
        model -> Nullable<Text>,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.monitoring_device_paper (agency_id, device_id, seq) {
        agency_id -> Uuid,
        device_id -> Uuid,
        seq -> Int4,
        id -> Uuid,
        kind -> Text,
        place -> Nullable<Text>,
        content -> Jsonb,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.officer (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        external_id -> Nullable<Text>,
        name -> Text,
        post -> Nullable<Text>,
        in_post_from -> Date,
        in_post_to -> Nullable<Date>,
        origin -> Text,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.officer_reconciliation (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        of_agency -> Nullable<Text>,
        on_date -> Date,
        sha256 -> Text,
        rows -> Int4,
        equal -> Int4,
        different -> Int4,
        missing -> Int4,
        extra -> Int4,
        rejected -> Int4,
        past -> Int4,
        account_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.officer_reconciliation_line (agency_id, reconciliation_id, n) {
        agency_id -> Uuid,
        reconciliation_id -> Uuid,
        n -> Int4,
        finding -> Text,
        content -> Jsonb,
    }
}

diesel::table! {
    anjuan.otp_recovery_code (account_id, digest) {
        account_id -> Uuid,
        digest -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    anjuan.password_history (account_id, set_at) {
        account_id -> Uuid,
        set_at -> Timestamptz,
        password_hash -> Text,
    }
}

diesel::table! {
    anjuan.procedure_rule (id) {
        id -> Uuid,
        number -> Int8,
        kind -> Text,
        issuer_id -> Uuid,
        valid -> Daterange,
        source -> Text,
        terms -> Jsonb,
        author_id -> Uuid,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.recording (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        case_id -> Nullable<Uuid>,
        inspection_id -> Nullable<Uuid>,
        phase -> Text,
        kind -> Text,
        occurred_at -> Timestamptz,
        description -> Text,
        device_id -> Nullable<Uuid>,
        device_seq -> Nullable<Int8>,
        device_time -> Nullable<Timestamptz>,
        clock_offset_ms -> Nullable<Int8>,
        author_id -> Uuid,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.recording_officer (agency_id, recording_id, officer_id) {
        agency_id -> Uuid,
        recording_id -> Uuid,
        officer_id -> Uuid,
    }
}

diesel::table! {
    anjuan.refresh_token (digest) {
        digest -> Bytea,
        session_id -> Uuid,
        issued_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    anjuan.session (id) {
        id -> Uuid,
        agency_id -> Uuid,
        account_id -> Uuid,
        opened_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        end_reason -> Nullable<Text>,
        last_seen_at -> Timestamptz,
        idle_s -> Int4,
        address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    anjuan.signing_key (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        officer_id -> Uuid,
        algorithm -> Text,
        public_key -> Bytea,
        held_by -> Text,
        registrar_id -> Uuid,
        registered_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        revocation_reason -> Nullable<Text>,
        content_digest -> Bytea,
        version -> Int8,
        entry_id -> Uuid,
    }
}

diesel::table! {
    anjuan.statistical_posting (agency_id, cause, subject_kind, subject_id, counter, on_date, traits) {
        agency_id -> Uuid,
        cause -> Uuid,
        subject_kind -> Text,
        subject_id -> Uuid,
        counter -> Text,
        on_date -> Date,
        traits -> Int4,
        quantity -> Int8,
        amount_fen -> Int8,
    }
}

diesel::table! {
    anjuan.supervision_act (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        addressee_agency_id -> Uuid,
        case_id -> Nullable<Uuid>,
        issued_on -> Date,
        due_on -> Date,
        content -> Jsonb,
        content_digest -> Bytea,
        author_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.supervision_reply (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        act_agency_id -> Uuid,
        act_id -> Uuid,
        counterpart_agency_id -> Uuid,
        place -> Int4,
        kind -> Text,
        on_date -> Date,
        content -> Jsonb,
        content_digest -> Bytea,
        author_id -> Uuid,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    anjuan.training (agency_id, id) {
        agency_id -> Uuid,
        id -> Uuid,
        officer_id -> Uuid,
        held_on -> Date,
        subject -> Text,
        hours -> Int4,
        passed -> Nullable<Bool>,
        content_digest -> Bytea,
        entry_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account,
    account_otp,
    agency,
    calendar_day,
    calendar_notice,
    case_closure,
    case_deadline_outlook,
    case_deadline_reminder,
    case_deadline_told,
    case_decision,
    case_evaluation,
    case_evaluation_drawing,
    case_file,
    case_handover,
    case_officer,
    case_party,
    case_step,
    case_tag,
    case_takeover,
    certificate,
    certificate_suspension,
    coercive_act,
    decision_discretion,
    decision_penalty,
    declared_figure,
    discretion_benchmark,
    discretion_step,
    document_counter,
    document_number,
    document_signature,
    fee_item,
    idempotency_record,
    import_job,
    import_row,
    imported_case,
    imported_record,
    inspection,
    inspection_matter,
    inspection_object,
    inspection_officer,
    investigation_act,
    journal_body,
    journal_entry,
    journal_head,
    journal_log,
    journal_pending,
    journal_position,
    login_throttle,
    matter,
    matter_claim,
    matter_version,
    monitoring_device,
    monitoring_device_paper,
    officer,
    officer_reconciliation,
    officer_reconciliation_line,
    otp_recovery_code,
    password_history,
    procedure_rule,
    recording,
    recording_officer,
    refresh_token,
    session,
    signing_key,
    statistical_posting,
    supervision_act,
    supervision_reply,
    training,
);
