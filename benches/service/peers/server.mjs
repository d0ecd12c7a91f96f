// The peer: Fastify and node-postgres as one would tune them. Two processes, ten connections each, named prepared statements,
// JSON built by PostgreSQL and passed through, bodies checked by compiled schemas. No log-in, no walls, no journal.
import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';

const WORKERS = 2;

const ONE_CASE = `SELECT json_build_object('id', c.id, 'case_number', c.case_number, 'agency', a.name, 'procedure', c.procedure,
  'stage', c.stage, 'summary', c.summary, 'place', c.place, 'party_kind', c.party_kind, 'party_name', c.party_name,
  'filed_on', c.filed_on, 'decided_on', c.decided_on, 'closed_on', c.closed_on,
  'tags', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'code', m.code, 'title', m.title) ORDER BY m.id), '[]')
    FROM case_tag t JOIN matter m ON m.id = t.matter_id WHERE t.case_id = c.id),
  'penalties', (SELECT coalesce(json_agg(json_build_object('kind', p.kind, 'amount_fen', p.amount_fen) ORDER BY p.kind), '[]')
    FROM penalty p WHERE p.case_id = c.id),
  'recordings', (SELECT coalesce(json_agg(json_build_object('seq', r.seq, 'kind', r.kind, 'officer_id', r.officer_id,
      'occurred_at', r.occurred_at, 'description', r.description, 'digest', encode(r.digest, 'hex')) ORDER BY r.seq DESC), '[]')
    FROM (SELECT * FROM recording WHERE case_id = c.id ORDER BY seq DESC LIMIT 20) r))::text
  FROM case_file c JOIN agency a ON a.id = c.agency_id WHERE c.id = $1`;
const CASES = `SELECT coalesce(json_agg(x), '[]')::text FROM (SELECT id, case_number, procedure, stage, summary, place, party_kind,
  party_name, filed_on, decided_on, closed_on FROM case_file WHERE agency_id = $1 AND stage = $2
  ORDER BY filed_on DESC, id DESC LIMIT 50) x`;
const INSPECT = `INSERT INTO inspection (client_id, agency_id, matter_id, officer_a, officer_b, target, inspected_on, result, findings)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (client_id) DO NOTHING RETURNING id`;
const RECORD = `INSERT INTO recording (case_id, seq, kind, officer_id, occurred_at, description, digest)
  SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, now(), $4, $5 FROM recording WHERE case_id = $1
  ON CONFLICT (case_id, seq) DO NOTHING RETURNING seq`;

const integer = { type: 'integer', minimum: 1 };
const text = { type: 'string', minLength: 1, maxLength: 2000 };
const strict = (properties) => ({ type: 'object', required: Object.keys(properties), additionalProperties: false, properties });
const inspection = strict({ client_id: { type: 'string', format: 'uuid' }, agency_id: integer, matter_id: integer, officer_a: integer,
  officer_b: integer, target: text, inspected_on: { type: 'string', format: 'date' }, result: text, findings: text });
const recording = strict({ kind: text, officer_id: integer, description: text });
const id = { params: strict({ id: integer }) };

function serve() {
  const pool = new pg.Pool({ host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE, max: 10 });
  pool.on('error', () => {}); // PostgreSQL stops when the benchmark is over
  const ask = (name, sql, values) => pool.query({ name, text: sql, values, rowMode: 'array' });
  const app = fastify({ logger: false });
  const json = (reply) => reply.header('content-type', 'application/json; charset=utf-8');
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/cases/:id', { schema: id }, async (request, reply) => {
    const { rows } = await ask('r1', ONE_CASE, [request.params.id]);
    return rows.length ? json(reply).send(rows[0][0]) : reply.code(404).send();
  });
  app.get('/cases', { schema: { querystring: strict({ agency: integer, stage: text }) } }, async (request, reply) => {
    const { rows } = await ask('r2', CASES, [request.query.agency, request.query.stage]);
    return json(reply).send(rows[0][0]);
  });
  app.post('/inspections', { schema: { body: inspection } }, async (request, reply) => {
    const { rows } = await ask('w1', INSPECT, Object.keys(inspection.properties).map((name) => request.body[name]));
    return reply.code(201).send({ id: rows[0]?.[0] });
  });
  app.post('/cases/:id/recordings', { schema: { ...id, body: recording } }, async (request, reply) => {
    const { kind, officer_id: officer, description } = request.body;
    const digest = createHash('sha256').update(description).digest();
    for (;;) {
      const { rows } = await ask('w2', RECORD, [request.params.id, kind, officer, description, digest]);
      if (rows.length) return reply.code(201).send({ seq: rows[0][0] });
    }
  });
  app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

if (cluster.isPrimary) {
  for (let n = 0; n < WORKERS; n += 1) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
    process.exit(0);
  });
} else {
  serve();
}
