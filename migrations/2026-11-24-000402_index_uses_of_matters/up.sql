-- "When was this matter last used here?" is asked of every claim at once.

CREATE INDEX case_tag_of_matter ON anjuan.case_tag (agency_id, matter_id, case_id);
CREATE INDEX inspection_matter_of_matter ON anjuan.inspection_matter (agency_id, matter_id, inspection_id);
