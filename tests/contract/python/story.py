"""A town's day over the client that openapi-python-client makes."""

import datetime
import json
import os
import uuid
from typing import TypeVar

from anjuan_client import AuthenticatedClient, Client
from anjuan_client.api.cases import cases_create, cases_get, cases_list
from anjuan_client.api.certificates import certificates_create
from anjuan_client.api.decisions import decisions_create
from anjuan_client.api.inspection_objects import inspection_objects_create
from anjuan_client.api.inspections import inspections_create
from anjuan_client.api.investigation_acts import investigation_acts_create
from anjuan_client.api.investigation_conclusions import investigation_conclusions_create
from anjuan_client.api.matter_claims import matter_claims_list
from anjuan_client.api.matters import matters_list
from anjuan_client.api.officers import officers_create, officers_get, officers_update
from anjuan_client.api.prior_notices import prior_notices_create
from anjuan_client.api.sessions import me_get, sessions_create
from anjuan_client.api.statements import statements_create
from anjuan_client.models import (
    ActClass,
    ActSignature,
    ActSigning,
    CaseReply,
    CaseSource,
    CertificateReply,
    ClaimPage,
    DecisionDocument,
    DecisionReply,
    EvidenceKind,
    InquiredAs,
    Inquiry,
    InspectionKind,
    InspectionReply,
    InspectionResult,
    InspectionState,
    InvestigationActReply,
    InvestigationConclusion,
    InvestigationConclusionReply,
    InvestigationKind,
    MatterPage,
    MeReply,
    NewCase,
    NewCertificate,
    NewDecision,
    NewInspection,
    NewInvestigationAct,
    NewObject,
    NewOfficer,
    NewParty,
    NewSession,
    NoticeForm,
    ObjectKind,
    ObjectReply,
    OfficerChange,
    OfficerReply,
    Outcome,
    PartyKind,
    Penalty,
    PenaltyKind,
    PriorNotice,
    PriorNoticeReply,
    Problem,
    Procedure,
    RemediesTold,
    Stage,
    Statement,
    StatementReply,
    TokenReply,
    Violation,
    WeighedEvidence,
)
from anjuan_client.types import UNSET, Response

URL = os.environ["ANJUAN_CONTRACT_URL"]
PEOPLE = json.loads(os.environ["ANJUAN_CONTRACT_PEOPLE"])
RUN = uuid.uuid4().hex[:8]
T = TypeVar("T")
R = TypeVar("R")


def got(kind: type[T], answer: Response[R]) -> T:
    """What was asked for."""
    assert isinstance(answer.parsed, kind), f"{answer.status_code}: {answer.content.decode()}"
    return answer.parsed


def refused(answer: Response[R], status: int, code: str) -> Problem:
    assert answer.status_code == status, answer.content.decode()
    assert isinstance(answer.parsed, Problem)
    assert answer.parsed.code == code, answer.parsed
    return answer.parsed


def key() -> str:
    return str(uuid.uuid4())


def log_in(role: str) -> AuthenticatedClient:
    session = sessions_create.sync_detailed(client=Client(base_url=URL), body=NewSession(**PEOPLE[role]))
    return AuthenticatedClient(base_url=URL, token=got(TokenReply, session).access_token)


admin, officer, head = log_in("agency_admin"), log_in("officer"), log_in("decision_maker")
me = got(MeReply, me_get.sync_detailed(client=officer))
assert me.agency is not None
agency = me.agency.code

# Two officers with certificates.
officers: list[uuid.UUID] = []
for n, name in enumerate(("孙志远", "周若兰")):
    new = NewOfficer(name=name, in_post_from=datetime.date(2022, 1, 1))
    one = got(OfficerReply, officers_create.sync_detailed(client=admin, body=new, idempotency_key=key()))
    assert one.name == name and isinstance(one.id, uuid.UUID)
    certificate = NewCertificate(
        number=f"P-{RUN}-{n}", valid_from=datetime.date(2022, 1, 1), valid_to=datetime.date(2030, 12, 31), reason="首次核发"
    )
    issued = certificates_create.sync_detailed(one.id, client=admin, body=certificate, idempotency_key=key())
    assert got(CertificateReply, issued).officer_id == one.id
    officers.append(one.id)

# A conditional change.
seen = officers_get.sync_detailed(officers[0], client=admin).headers["etag"]
change = OfficerChange(post="副中队长")
changed = officers_update.sync_detailed(officers[0], client=admin, body=change, if_match=seen)
assert got(OfficerReply, changed).post == "副中队长"
stale = officers_update.sync_detailed(officers[0], client=admin, body=change, if_match=seen)
refused(stale, 412, "stale_version")
assert stale.headers["etag"] != seen

# Pages.
claims: list[str] = []
cursor: str | None = None
while True:
    asked = matter_claims_list.sync_detailed(agency, client=officer, limit=100, cursor=cursor or UNSET)
    page = got(ClaimPage, asked)
    # `fields` may leave members out, so the types let them be absent.
    claims += [claim.matter_code for claim in page.items if isinstance(claim.matter_code, str)]
    cursor = page.next_cursor
    if cursor is None:
        break
assert len(claims) == len(set(claims)) > 400, len(claims)
catalogue = got(MatterPage, matters_list.sync_detailed(client=officer, act_class=ActClass.PENALTY, limit=200))
matter = next(one.code for one in catalogue.items if isinstance(one.code, str) and one.code in claims)

# An inspection.
place = got(
    ObjectReply,
    inspection_objects_create.sync_detailed(
        client=officer, body=NewObject(kind=ObjectKind.PLACE, name=f"渡口 {RUN}"), idempotency_key=key()
    ),
)
whole = NewInspection(
    state=InspectionState.SUBMITTED,
    kind=InspectionKind.ROUTINE,
    method="现场检查",
    inspected_on=datetime.date(2023, 7, 22),
    object_id=place.id,
    matter_codes=[matter],
    officer_ids=officers,
    findings="未见禁用渔具。",
    result=InspectionResult.NO_PROBLEM,
)
inspection = inspections_create.sync_detailed(client=officer, body=whole, idempotency_key=key())
assert got(InspectionReply, inspection).state == InspectionState.SUBMITTED

# A case from filing to decision; a retry gives the same case.
filing = NewCase(
    procedure=Procedure.ORDINARY,
    source=CaseSource.PATROL,
    summary="巡查发现当事人占道摆摊。",
    party=NewParty(kind=PartyKind.INDIVIDUAL, name=f"池有根 {key()}"),
    matter_codes=[matter],
    officer_ids=officers,
    filed_on=datetime.date(2023, 3, 16),
)
once = key()
filed = got(CaseReply, cases_create.sync_detailed(client=officer, body=filing, idempotency_key=once))
again = cases_create.sync_detailed(client=officer, body=filing, idempotency_key=once)
assert got(CaseReply, again) == filed and again.headers["idempotent-replayed"] == "true"
act = NewInvestigationAct(
    kind=InvestigationKind.INQUIRY,
    performed_at=datetime.datetime.fromisoformat("2023-03-20T09:00:00+08:00"),
    officer_ids=officers,
    summary="当事人承认违法事实。",
    inquiry=Inquiry(
        person="池有根",
        asked_as=InquiredAs.PARTY,
        ended_at=datetime.datetime.fromisoformat("2023-03-20T09:40:00+08:00"),
        certificates_shown=True,
        rights_told=True,
        record="问:是否占道摆摊?答:是。",
        read_back=True,
        signing=ActSigning(signature=ActSignature.SIGNED),
    ),
)
inquiry = investigation_acts_create.sync_detailed(filed.id, client=officer, body=act, idempotency_key=key())
got(InvestigationActReply, inquiry)
bases = ["《城市市容和环境卫生管理条例》第三十六条"]
fine = Penalty(kind=PenaltyKind.FINE, amount_fen=5000)
conclusion = InvestigationConclusion(
    concluded_on=datetime.date(2023, 3, 21),
    officer_ids=officers,
    course="巡查发现后立案,询问当事人。",
    facts="占道摆摊。",
    violation=Violation(began_on=datetime.date(2023, 3, 16)),
    evidence=[WeighedEvidence(kind=EvidenceKind.PARTY_STATEMENT, name="询问笔录", proves="占道摆摊", is_verified=True)],
    legal_bases=bases,
    proposed_outcome=Outcome.PENALTY,
    proposal="罚款50元。",
)
concluded = investigation_conclusions_create.sync_detailed(filed.id, client=officer, body=conclusion, idempotency_key=key())
got(InvestigationConclusionReply, concluded)
notice = PriorNotice(
    form=NoticeForm.WRITTEN,
    notified_on=datetime.date(2023, 3, 22),
    officer_ids=officers,
    intended_penalties=[fine],
    facts="占道摆摊。",
    legal_bases=bases,
    hearing_offered=False,
)
got(PriorNoticeReply, prior_notices_create.sync_detailed(filed.id, client=officer, body=notice, idempotency_key=key()))
waiver = Statement(stated_on=datetime.date(2023, 3, 23), waived=True, officer_ids=officers)
got(StatementReply, statements_create.sync_detailed(filed.id, client=officer, body=waiver, idempotency_key=key()))
decision = NewDecision(
    outcome=Outcome.PENALTY,
    decided_at=datetime.datetime.fromisoformat("2023-04-01T10:00:00+08:00"),
    facts="占道摆摊,事实清楚。",
    legal_bases=bases,
    penalties=[fine],
    document=DecisionDocument(
        party_address="安砂镇集镇新街1号",
        performance="十五日内到指定银行缴纳。",
        remedies=RemediesTold(reconsideration_body="永安市人民政府", court="永安市人民法院"),
    ),
)
refused(decisions_create.sync_detailed(filed.id, client=officer, body=decision, idempotency_key=key()), 403, "not_permitted")
decided = decisions_create.sync_detailed(filed.id, client=head, body=decision, idempotency_key=key())
assert got(DecisionReply, decided).outcome == Outcome.PENALTY
assert got(CaseReply, cases_get.sync_detailed(filed.id, client=officer)).stage == Stage.DECIDED

# Problems.
missing = refused(cases_get.sync_detailed(uuid.uuid4(), client=officer), 404, "not_found")
assert any("\u4e00" <= sign <= "\u9fff" for sign in missing.title), missing.title
nobody = AuthenticatedClient(base_url=URL, token="none")
refused(cases_list.sync_detailed(client=nobody), 401, "not_authenticated")
