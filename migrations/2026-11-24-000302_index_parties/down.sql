DROP INDEX anjuan.inspection_officer_by_officer;
DROP INDEX anjuan.case_officer_by_officer;
DROP INDEX anjuan.case_file_by_case_number;
DROP INDEX anjuan.case_file_by_party_name;
DROP INDEX anjuan.case_file_by_party_code;
