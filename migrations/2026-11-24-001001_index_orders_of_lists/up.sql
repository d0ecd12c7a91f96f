-- The orders of the lists, out of an index: newest first where a row may lack the value, both ways where every row has one.
-- Row-level security lets a beginning of a code choose its part of an index only when the index compares letter by letter.

CREATE INDEX case_file_by_recording ON anjuan.case_file (agency_id, recorded_at, id);
CREATE INDEX case_file_by_decision ON anjuan.case_file (agency_id, decided_on DESC NULLS LAST, id DESC);
CREATE INDEX case_file_by_closure ON anjuan.case_file (agency_id, closed_on DESC NULLS LAST, id DESC);
CREATE INDEX case_file_in_order_of_number ON anjuan.case_file (agency_id, case_number DESC NULLS LAST, id DESC);
CREATE INDEX inspection_newest_first ON anjuan.inspection (agency_id, inspected_on DESC NULLS LAST, id DESC);
CREATE INDEX inspection_by_submission ON anjuan.inspection (agency_id, submitted_at DESC NULLS LAST, id DESC);
CREATE INDEX inspection_object_by_recording ON anjuan.inspection_object (agency_id, recorded_at, id);
CREATE INDEX officer_by_name ON anjuan.officer (agency_id, name, id);
CREATE INDEX officer_by_recording ON anjuan.officer (agency_id, recorded_at, id);
CREATE INDEX import_job_by_recording ON anjuan.import_job (agency_id, recorded_at, id);
CREATE INDEX matter_by_beginning ON anjuan.matter (code text_pattern_ops);
