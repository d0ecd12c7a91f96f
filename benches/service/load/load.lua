-- One operation, as a client of Anjuan or of the peer asks for it. Environment: OP, SIDE, POOL (the file of known things).
local op, side = os.getenv("OP"), os.getenv("SIDE")
local known = {}
for line in io.lines(os.getenv("POOL")) do
  local one = {}
  for field in line:gmatch("%S+") do one[#one + 1] = field end
  known[#known + 1] = one
end
local random = io.open("/dev/urandom", "rb")
local seed = random:read(4)
random:close()
math.randomseed(seed:byte(1) + seed:byte(2) * 256 + seed:byte(3) * 65536 + (seed:byte(4) % 64) * 16777216)
local stages = { "filed", "investigating", "decided", "closed" }
local count, run = 0, string.format("%08x", math.random(0, 2147483647))

local function any() return known[math.random(#known)] end
local function fresh()
  count = count + 1
  return string.format("%s-%04x-4%03x-8%03x-%012x", run, math.random(0, 65535), math.random(0, 4095), math.random(0, 4095), count)
end
-- The first twelve digits of a UUIDv7 are milliseconds: new rows go to the end of the index, as they would from a client.
local function minted()
  local ms = string.format("%012x", os.time() * 1000 + count % 1000)
  return string.format("%s-%s-7%03x-8%03x-%s%04x", ms:sub(1, 8), ms:sub(9), math.random(0, 4095), math.random(0, 4095), run, count % 65536)
end
local function headers(token)
  return { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json", ["Idempotency-Key"] = fresh() }
end

local ours = {}
-- Fields of a line: token, case, officer a, officer b, object, matter code.
function ours.r1() local k = any() return wrk.format("GET", "/api/v1/cases/" .. k[2] .. os.getenv("INCLUDE"), { ["Authorization"] = "Bearer " .. k[1] }) end
function ours.r2()
  local k = any()
  return wrk.format("GET", "/api/v1/cases?limit=50&stage=" .. stages[math.random(4)], { ["Authorization"] = "Bearer " .. k[1] })
end
function ours.w1()
  local k = any()
  return wrk.format("POST", "/api/v1/inspections", headers(k[1]), string.format(
    '{"id":"%s","state":"submitted","kind":"routine","method":"现场检查","inspected_on":"%s","object_id":"%s","matter_codes":["%s"],"officer_ids":["%s","%s"],"findings":"现场检查未发现问题。","result":"no_problem"}',
    minted(), os.date("!%Y-%m-%d", os.time() - 86400), k[5], k[6], k[3], k[4]))
end
function ours.w2()
  local k = any()
  return wrk.format("POST", "/api/v1/cases/" .. k[2] .. "/recordings", headers(k[1]), string.format(
    '{"id":"%s","phase":"investigation","kind":"photo","officer_ids":["%s"],"occurred_at":"%s","description":"现场情况记录 %d"}',
    minted(), k[3], os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - 3600), count))
end

local peer = {}
local json = { ["Content-Type"] = "application/json" }
local cases = tonumber(os.getenv("CASES"))
function peer.r1() return wrk.format("GET", "/cases/" .. math.random(cases)) end
function peer.r2() return wrk.format("GET", string.format("/cases?agency=%d&stage=%s", math.random(200), stages[math.random(4)])) end
function peer.w1()
  local town = math.random(200)
  return wrk.format("POST", "/inspections", json, string.format(
    '{"client_id":"%s","agency_id":%d,"matter_id":%d,"officer_a":%d,"officer_b":%d,"target":"第%d号经营场所","inspected_on":"%s","result":"no_problem","findings":"现场检查未发现问题。"}',
    fresh(), town, math.random(2000), town * 25 + 3, town * 25 + 7, math.random(100), os.date("!%Y-%m-%d", os.time() - 86400)))
end
function peer.w2()
  count = count + 1
  return wrk.format("POST", string.format("/cases/%d/recordings", math.random(cases)), json, string.format(
    '{"kind":"photo","officer_id":%d,"description":"现场情况记录 %d"}', 25 + math.random(5000) - 1, count))
end

request = (side == "ours" and ours or peer)[op]

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT rate=%.1f p50=%.3f p99=%.3f requests=%d refused=%d lost=%d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.requests,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
