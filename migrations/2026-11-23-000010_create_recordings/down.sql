DROP TABLE anjuan.recording_officer;
DROP TABLE anjuan.recording;
