-- 期限看板: what is still to be done of a case stands beside its outlook, so that a page of the board reads the files it shows and no other.
-- NULL: not worked out yet.

ALTER TABLE anjuan.case_deadline_outlook ADD COLUMN open jsonb
    CONSTRAINT case_deadline_outlook_open CHECK (jsonb_typeof(open) = 'array');
CREATE INDEX case_deadline_outlook_next ON anjuan.case_deadline_outlook (agency_id, next_due_on);
