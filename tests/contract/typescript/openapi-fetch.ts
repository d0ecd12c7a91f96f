// A town's day over the types of openapi-typescript, with openapi-fetch: registering, inspecting, a case from filing to
// decision, a retry, a conditional change, pages and problems.

import assert from "node:assert/strict";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./openapi-fetch/schema.js";

type Schemas = components["schemas"];
type Who = { username: string; password: string };

const baseUrl = process.env["ANJUAN_CONTRACT_URL"] ?? "";
const people = JSON.parse(process.env["ANJUAN_CONTRACT_PEOPLE"] ?? "{}") as Record<string, Who>;
const run = Date.now().toString(36);
const key = () => crypto.randomUUID();

/** What was asked for, or the problem as an error. */
function got<T>(answer: { data?: T; error?: Schemas["Problem"]; response: Response }): T {
  assert.ok(answer.response.ok, `${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data as T;
}

/** The problem that was expected. */
function refused(answer: { error?: Schemas["Problem"]; response: Response }, status: number, code: string): Schemas["Problem"] {
  assert.equal(answer.response.status, status, JSON.stringify(answer.error));
  assert.equal(answer.response.headers.get("content-type"), "application/problem+json");
  const problem = answer.error as Schemas["Problem"];
  assert.equal(problem.code, code);
  assert.equal(problem.status, status);
  return problem;
}

async function logIn(role: string): Promise<Client<paths>> {
  const body = people[role];
  assert.ok(body, `no account of a ${role}`);
  const session = got(await createClient<paths>({ baseUrl }).POST("/api/v1/auth/sessions", { body }));
  assert.equal(session.token_type, "Bearer");
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${session.access_token}` } });
}

const [admin, officer, head] = await Promise.all(["agency_admin", "officer", "decision_maker"].map(logIn)) as [
  Client<paths>, Client<paths>, Client<paths>,
];

// Who am I?
const me = got(await officer.GET("/api/v1/me"));
assert.deepEqual(me.roles, ["officer"]);
const agency = me.agency?.code ?? "";

// The administrator registers two officers and their certificates.
const registered: Schemas["OfficerReply"][] = [];
for (const [n, name] of ["林静怡", "赵一鸣"].entries()) {
  const body: Schemas["NewOfficer"] = { name, in_post_from: "2022-01-01", post: "队员" };
  const one = got(await admin.POST("/api/v1/officers", { params: { header: { "Idempotency-Key": key() } }, body }));
  assert.equal(one.name, name);
  const certificate = got(
    await admin.POST("/api/v1/officers/{officer_id}/certificates", {
      params: { path: { officer_id: one.id }, header: { "Idempotency-Key": key() } },
      body: { number: `F-${run}-${n}`, valid_from: "2022-01-01", valid_to: "2030-12-31", reason: "首次核发" },
    }),
  );
  assert.equal(certificate.officer_id, one.id);
  registered.push(one);
}
const officer_ids = registered.map((one) => one.id);

// A conditional change: the version that was seen, and one that was not.
const first = registered[0]!;
const path = { officer_id: first.id };
const seen = await admin.GET("/api/v1/officers/{officer_id}", { params: { path } });
const etag = seen.response.headers.get("etag") ?? "";
const change = { params: { path, header: { "If-Match": etag } }, body: { post: "副中队长" } } as const;
assert.equal(got(await admin.PATCH("/api/v1/officers/{officer_id}", change)).post, "副中队长");
const stale = await admin.PATCH("/api/v1/officers/{officer_id}", change);
assert.equal(refused(stale, 412, "stale_version").retryable, false);
const current = stale.response.headers.get("etag") ?? "";
assert.notEqual(current, etag);
const unchanged = await admin.GET("/api/v1/officers/{officer_id}", { params: { path }, headers: { "If-None-Match": current } });
assert.equal(unchanged.response.status, 304);

// Pages: every claim once, in as many pages as it takes.
const codes: string[] = [];
let cursor: string | null = null;
do {
  const query: { limit: number; cursor?: string } = cursor === null ? { limit: 200 } : { limit: 200, cursor };
  const { data, error, response } = await officer.GET("/api/v1/agencies/{code}/matter-claims", {
    params: { path: { code: agency }, query },
  });
  const page: Schemas["ClaimPage"] = got({ data, error, response });
  assert.equal(response.headers.get("link") !== null, page.next_cursor !== null);
  // `fields` may leave members out, so the types let them be absent.
  codes.push(...page.items.map((claim) => claim.matter_code ?? ""));
  cursor = page.next_cursor;
} while (cursor !== null);
assert.ok(codes.length > 400, `${codes.length} claims`);
assert.equal(new Set(codes).size, codes.length);

// A matter of penalty that the town has claimed.
const matters = got(await officer.GET("/api/v1/matters", { params: { query: { act_class: "penalty", limit: 200 } } }));
const matter = matters.items.find((one) => one.code !== undefined && codes.includes(one.code))?.code;
assert.ok(matter, "a claimed matter of penalty");
const matter_codes = [matter];

// An inspection, written and submitted.
const object = got(
  await officer.POST("/api/v1/inspection-objects", {
    params: { header: { "Idempotency-Key": key() } },
    body: { kind: "place", name: `安砂镇农贸市场 ${run}` },
  }),
);
const draft = got(
  await officer.POST("/api/v1/inspections", {
    params: { header: { "Idempotency-Key": key() } },
    body: {
      kind: "routine", method: "现场检查", inspected_on: "2023-07-20", object_id: object.id, matter_codes, officer_ids,
      findings: "摊位占道。\n已当场劝离。", result: "no_problem",
    },
  }),
);
assert.equal(draft.state, "draft");
const submitted = got(
  await officer.POST("/api/v1/inspections/{inspection_id}/submissions", {
    params: { path: { inspection_id: draft.id }, header: { "Idempotency-Key": key() } },
    body: {},
  }),
);
assert.equal(submitted.state, "submitted");

// A case is filed; the retry of a lost answer gives the same one.
const filing: Schemas["NewCase"] = {
  procedure: "ordinary", source: "patrol", summary: "巡查发现当事人占道摆摊。", matter_codes, officer_ids,
  party: { kind: "individual", name: `池有根 ${run}` }, filed_on: "2023-03-16", place: "集镇新街",
};
const once = { params: { header: { "Idempotency-Key": key() } }, body: filing };
const filed = await officer.POST("/api/v1/cases", once);
const again = await officer.POST("/api/v1/cases", once);
const filedCase: Schemas["CaseReply"] = got(filed);
assert.deepEqual(got(again), filedCase);
assert.equal(again.response.headers.get("idempotent-replayed"), "true");
const other = await officer.POST("/api/v1/cases", { ...once, body: { ...filing, place: "老街" } });
refused(other, 422, "idempotency_key_reused");
const case_id = filedCase.id;

// It is investigated, and decided by the head of the agency.
const next = got(await officer.GET("/api/v1/cases/{case_id}/next-steps", { params: { path: { case_id } } }));
assert.ok(next.items.some((step) => step.lawful) && next.items.some((step) => !step.lawful && step.reasons.length > 0));
got(
  await officer.POST("/api/v1/cases/{case_id}/investigation-acts", {
    params: { path: { case_id }, header: { "Idempotency-Key": key() } },
    body: {
      kind: "inquiry", performed_at: "2023-03-20T09:00:00+08:00", officer_ids, summary: "当事人承认违法事实。",
      inquiry: {
        person: "池有根", asked_as: "party", ended_at: "2023-03-20T09:40:00+08:00", certificates_shown: true, rights_told: true,
        record: "问:是否占道摆摊?答:是。", read_back: true, signing: { signature: "signed" },
      },
    },
  }),
);
const legal_bases = ["《城市市容和环境卫生管理条例》第三十六条"];
const penalties: Schemas["Penalty"][] = [{ kind: "fine", amount_fen: 5000 }];
const step = () => ({ path: { case_id }, header: { "Idempotency-Key": key() } });
got(
  await officer.POST("/api/v1/cases/{case_id}/investigation-conclusions", {
    params: step(),
    body: {
      concluded_on: "2023-03-21", officer_ids, course: "巡查发现后立案,询问当事人。", facts: "占道摆摊。", legal_bases,
      violation: { began_on: "2023-03-16" }, proposed_outcome: "penalty", proposal: "罚款50元。",
      evidence: [{ kind: "party_statement", name: "询问笔录", proves: "占道摆摊", is_verified: true }],
    },
  }),
);
const decision: Schemas["NewDecision"] = {
  outcome: "penalty", decided_at: "2023-04-01T10:00:00+08:00", facts: "占道摆摊,事实清楚。", issuer: "永安砂", legal_bases, penalties,
  document: {
    party_address: "安砂镇集镇新街1号", performance: "十五日内到指定银行缴纳。",
    remedies: { reconsideration_body: "永安市人民政府", court: "永安市人民法院" },
  },
};
refused(await head.POST("/api/v1/cases/{case_id}/decisions", { params: step(), body: decision }), 409, "prior_notice_missing");
got(
  await officer.POST("/api/v1/cases/{case_id}/prior-notices", {
    params: step(),
    body: { form: "written", notified_on: "2023-03-22", officer_ids, intended_penalties: penalties, facts: "占道摆摊。", legal_bases, hearing_offered: false },
  }),
);
got(await officer.POST("/api/v1/cases/{case_id}/statements", { params: step(), body: { stated_on: "2023-03-23", waived: true, officer_ids } }));
const decide = { params: { path: { case_id }, header: { "Idempotency-Key": key() } }, body: decision };
refused(await officer.POST("/api/v1/cases/{case_id}/decisions", decide), 403, "not_permitted");
const decided = got(await head.POST("/api/v1/cases/{case_id}/decisions", decide));
assert.equal(decided.outcome, "penalty");
const whole = await officer.GET("/api/v1/cases/{case_id}", { params: { path: { case_id } } });
assert.equal(got(whole).stage, "decided");

// Problems: all faults at once, in the reader's language.
const wrong = { params: { header: { "Idempotency-Key": key() } }, body: { ...filing, filed_on: "2999-01-01", matter_codes: ["无"] } };
const zh = await officer.POST("/api/v1/cases", wrong);
assert.ok(zh.response.status >= 400 && zh.response.status < 500);
assert.equal(zh.response.headers.get("content-language"), "zh-CN");
const problem = zh.error as Schemas["Problem"];
assert.ok(problem.errors.length > 0 && /\p{Script=Han}/u.test(problem.title));
const en = await officer.POST("/api/v1/cases", { ...wrong, headers: { "Accept-Language": "en" } });
assert.equal(en.response.headers.get("content-language"), "en");
assert.doesNotMatch((en.error as Schemas["Problem"]).title, /\p{Script=Han}/u);
const nobody = createClient<paths>({ baseUrl });
refused(await nobody.GET("/api/v1/cases/{case_id}", { params: { path: { case_id } } }), 401, "not_authenticated");
