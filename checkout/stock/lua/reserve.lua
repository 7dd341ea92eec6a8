-- Places holds, each bag wholly or not at all. Idempotent by hold id.
-- KEYS  as in holds.lua
-- ARGV  2 .. two for each request: JSON {id, buyer, fingerprint, lines [[variant, quantity, price]]}, terms
-- Answers one answer or refusal a request: `made`, or `repeated` for a hold that was there already.

-- A buyer's refusals are written down at most once a second, so that hammering does not fill the log.
local TELL_AGAIN_MS = 1000

local function tell_refused(request, reason)
  local member = '!' .. request.buyer
  if tonumber(redis.call('ZSCORE', C, member) or '0') > now then return end
  redis.call('ZADD', C, whole(now + TELL_AGAIN_MS), member)
  tell('hold.refused', 'staff', '{}', cjson.encode({
    buyer = request.buyer, reason = reason, lines = public_lines(request.lines)}))
end

local function repeated(request)
  local hold = find(request.id)
  if not hold then return nil end
  if hold.fingerprint ~= request.fingerprint then return refuse('idempotency_key_reused') end
  lapse_if_due(hold)
  return answer('repeated', hold)
end

local function refusal_of(request)
  if redis.call('HGET', M, 'open') ~= '1' then return refuse('show_not_live') end
  for _, line in ipairs(request.lines) do
    if redis.call('HEXISTS', STK, 'i:' .. line[1]) == 0 then return refuse('not_found', {variant_id = line[1]}) end
  end
  local open_id = redis.call('HGET', O, request.buyer)
  if open_id then
    local open = find(open_id)
    lapse_if_due(open)
    if open.state == 'HELD' or open.state == 'PAYING' then return refuse('hold_open', {hold_id = open_id}) end
  end
  for _, line in ipairs(request.lines) do
    local refusal = check_line(request.buyer, line[1], line[2])
    if refusal then
      tell_refused(request, refusal[1])
      return refusal
    end
  end
end

local function place(request, terms)
  local hold = {
    id = request.id, state = 'HELD', buyer = request.buyer, lines = request.lines, fingerprint = request.fingerprint,
    deadline = now + tonumber(redis.call('HGET', M, 'hold_ttl_ms')), changes = {}}
  for _, line in ipairs(hold.lines) do shift(line[1], 'a:', 'h:', line[2]) end
  count_buyer(hold, 1)
  save(hold)
  redis.call('HSET', T, hold.id, terms)
  redis.call('ZADD', X, whole(hold.deadline), hold.id)
  redis.call('HSET', O, hold.buyer, hold.id)
  tell('hold.placed', 'staff', '{}', cjson.encode({
    hold_id = hold.id, buyer = hold.buyer, lines = public_lines(hold.lines), expires_ms = hold.deadline}))
  return answer('made', hold)
end

local answers = {}
for i = 2, #ARGV, 2 do
  local request = cjson.decode(ARGV[i])
  answers[#answers + 1] = repeated(request) or refusal_of(request) or place(request, ARGV[i + 1])
end
tell_stock()
return answers
