DROP TABLE anjuan.fee_item;
DROP TABLE anjuan.matter_claim;
DROP TABLE anjuan.matter_version;
DROP TABLE anjuan.matter;
