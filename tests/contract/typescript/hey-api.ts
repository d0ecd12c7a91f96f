// The same day over the functions that @hey-api/openapi-ts makes.

import assert from "node:assert/strict";
import { client } from "./hey-api/client.gen.js";
import * as api from "./hey-api/sdk.gen.js";
import type { CaseReply, NewCase, Problem } from "./hey-api/types.gen.js";

type Who = { username: string; password: string };

const people = JSON.parse(process.env["ANJUAN_CONTRACT_PEOPLE"] ?? "{}") as Record<string, Who>;
const run = Date.now().toString(36);
const headers = () => ({ "Idempotency-Key": crypto.randomUUID() });
client.setConfig({ baseUrl: process.env["ANJUAN_CONTRACT_URL"] ?? "" });

function got<T>(answer: { data?: T; error?: unknown; response?: Response }): T {
  assert.ok(answer.response?.ok, JSON.stringify(answer.error));
  return answer.data as T;
}

function refused(answer: { error?: unknown; response?: Response }, status: number, code: string): Problem {
  assert.equal(answer.response?.status, status, JSON.stringify(answer.error));
  const problem = answer.error as Problem;
  assert.equal(problem.code, code);
  return problem;
}

async function logIn(role: string): Promise<string> {
  const body = people[role];
  assert.ok(body, `no account of a ${role}`);
  return got(await api.sessionsCreate({ body })).access_token;
}

const [admin, officer, head] = (await Promise.all(["agency_admin", "officer", "decision_maker"].map(logIn))) as [string, string, string];

const me = got(await api.meGet({ auth: officer }));
const code = me.agency?.code ?? "";

const officer_ids: string[] = [];
for (const [n, name] of ["何晓东", "陈思远"].entries()) {
  const one = got(await api.officersCreate({ auth: admin, headers: headers(), body: { name, in_post_from: "2022-01-01" } }));
  const body = { number: `H-${run}-${n}`, valid_from: "2022-01-01", valid_to: "2030-12-31", reason: "首次核发" };
  got(await api.certificatesCreate({ auth: admin, headers: headers(), path: { officer_id: one.id }, body }));
  officer_ids.push(one.id);
}

const path = { officer_id: officer_ids[0]! };
const seen = await api.officersGet({ auth: admin, path });
const etag = seen.response?.headers.get("etag") ?? "";
const change = { auth: admin, path, headers: { "If-Match": etag }, body: { post: "副中队长" } };
assert.equal(got(await api.officersUpdate(change)).post, "副中队长");
refused(await api.officersUpdate(change), 412, "stale_version");

const codes = new Set<string>();
let cursor: string | null = null;
do {
  const query: { limit: number; cursor?: string } = cursor === null ? { limit: 150 } : { limit: 150, cursor };
  const page = got(await api.matterClaimsList({ auth: officer, path: { code }, query }));
  // `fields` may leave members out, so the types let them be absent.
  page.items.forEach((claim) => codes.add(claim.matter_code ?? ""));
  cursor = page.next_cursor;
} while (cursor !== null);
assert.ok(codes.size > 400, `${codes.size} claims`);

const matters = got(await api.mattersList({ auth: officer, query: { act_class: "penalty", limit: 200 } }));
const matter_codes = matters.items.map((one) => one.code ?? "").filter((one) => codes.has(one)).slice(0, 1);

const object = got(
  await api.inspectionObjectsCreate({ auth: officer, headers: headers(), body: { kind: "place", name: `码头 ${run}` } }),
);
const inspection = got(
  await api.inspectionsCreate({
    auth: officer, headers: headers(),
    body: {
      state: "submitted", kind: "routine", method: "现场检查", inspected_on: "2023-07-21", object_id: object.id, matter_codes,
      officer_ids, findings: "未见禁用渔具。", result: "no_problem",
    },
  }),
);
assert.equal(inspection.state, "submitted");

const filing: NewCase = {
  procedure: "ordinary", source: "patrol", summary: "巡查发现当事人占道摆摊。", matter_codes, officer_ids,
  party: { kind: "individual", name: `池有根 ${run}` }, filed_on: "2023-03-16",
};
const once = { auth: officer, headers: headers(), body: filing };
const filed: CaseReply = got(await api.casesCreate(once));
const again = await api.casesCreate(once);
assert.deepEqual(got(again), filed);
assert.equal(again.response?.headers.get("idempotent-replayed"), "true");
const case_id = filed.id;
got(
  await api.investigationActsCreate({
    auth: officer, headers: headers(), path: { case_id },
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
const step = () => ({ auth: officer, headers: headers(), path: { case_id } });
got(
  await api.investigationConclusionsCreate({
    ...step(),
    body: {
      concluded_on: "2023-03-21", officer_ids, course: "巡查发现后立案,询问当事人。", facts: "占道摆摊。", legal_bases,
      violation: { began_on: "2023-03-16" }, proposed_outcome: "penalty", proposal: "罚款50元。",
      evidence: [{ kind: "party_statement", name: "询问笔录", proves: "占道摆摊", is_verified: true }],
    },
  }),
);
got(
  await api.priorNoticesCreate({
    ...step(),
    body: {
      form: "written", notified_on: "2023-03-22", officer_ids, intended_penalties: [{ kind: "fine", amount_fen: 5000 }],
      facts: "占道摆摊。", legal_bases, hearing_offered: false,
    },
  }),
);
got(await api.statementsCreate({ ...step(), body: { stated_on: "2023-03-23", waived: true, officer_ids } }));
const decided = got(
  await api.decisionsCreate({
    auth: head, headers: headers(), path: { case_id },
    body: {
      outcome: "penalty", decided_at: "2023-04-01T10:00:00+08:00", facts: "占道摆摊,事实清楚。",
      legal_bases, penalties: [{ kind: "fine", amount_fen: 5000 }],
      document: {
        party_address: "安砂镇集镇新街1号", performance: "十五日内到指定银行缴纳。",
        remedies: { reconsideration_body: "永安市人民政府", court: "永安市人民法院" },
      },
    },
  }),
);
assert.equal(decided.outcome, "penalty");
assert.equal(got(await api.casesGet({ auth: officer, path: { case_id } })).stage, "decided");

refused(await api.officersCreate({ auth: officer, headers: headers(), body: { name: "某人", in_post_from: "2022-01-01" } }), 403, "not_permitted");
const faults = refused(
  await api.casesCreate({ auth: officer, headers: headers(), body: { ...filing, summary: "", officer_ids: [] } }), 422, "value_invalid",
).errors;
assert.deepEqual([...new Set(faults.map((fault) => fault.pointer))].sort(), ["/officer_ids", "/summary"]);
refused(await api.casesGet({ path: { case_id } }), 401, "not_authenticated");
