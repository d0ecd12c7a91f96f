-- Histories find a party by its code or its whole name; lists are sorted by more than the day of filing.

CREATE INDEX case_file_by_party_code ON anjuan.case_file (agency_id, party_code) WHERE party_code IS NOT NULL;
CREATE INDEX case_file_by_party_name ON anjuan.case_file (agency_id, party_name, id);
CREATE INDEX case_file_by_case_number ON anjuan.case_file (agency_id, case_number text_pattern_ops)
    WHERE case_number IS NOT NULL;
CREATE INDEX case_officer_by_officer ON anjuan.case_officer (agency_id, officer_id);
CREATE INDEX inspection_officer_by_officer ON anjuan.inspection_officer (agency_id, officer_id);
