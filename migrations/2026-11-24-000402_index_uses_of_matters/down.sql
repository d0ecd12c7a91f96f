DROP INDEX anjuan.inspection_matter_of_matter;
DROP INDEX anjuan.case_tag_of_matter;
