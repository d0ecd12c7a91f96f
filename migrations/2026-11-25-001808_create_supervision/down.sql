DROP TABLE anjuan.case_evaluation_drawing;
DROP TABLE anjuan.case_evaluation;
DROP TABLE anjuan.supervision_reply;
DROP TABLE anjuan.supervision_act;
