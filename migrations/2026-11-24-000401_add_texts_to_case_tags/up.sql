-- A case keeps the words of its matters as they were in force on the day it was filed, whatever becomes of the catalogue.
-- Null of tags made before there was a version on that day.

ALTER TABLE anjuan.case_tag
    ADD COLUMN matter_name text,
    ADD COLUMN legal_bases text[],
    ADD CONSTRAINT case_tag_text_whole CHECK ((matter_name IS NULL) = (legal_bases IS NULL));
