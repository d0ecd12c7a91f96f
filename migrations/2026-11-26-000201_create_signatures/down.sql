DROP TABLE anjuan.document_signature;
DROP TABLE anjuan.signing_key;
