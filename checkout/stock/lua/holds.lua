-- A library: a sale's stock and holds. Comes after append.lua; every script that uses it has the same keys and first
-- argument, and ends with `return answer(...)` or `return refuse(...)` after `tell_stock()`.
--
-- KEYS[1..3]    m, ev, seen: see append.lua. m also holds epoch, open (1 or 0), hold_ttl_ms, cool_down_ms
-- KEYS[4]  stk  hash; i:<variant> initial, a: available, h: held, p: paying, s: sold. i = a + h + p + s at every moment
-- KEYS[5]  r    hash; hold id -> its record (JSON: state, deadline, buyer, lines [[variant, quantity, price]], ...)
-- KEYS[6]  t    hash; hold id -> terms, an opaque text
-- KEYS[7]  x    zset; HELD holds by deadline
-- KEYS[8]  y    zset; PAYING and CLOSING holds by when they are due
-- KEYS[9]  b    hash; buyer|variant -> units held + paying + sold
-- KEYS[10] o    hash; buyer -> the hold that is open (HELD or PAYING)
-- KEYS[11] c    zset; buyer|variant -> until when this buyer may not hold it again; !buyer -> refusals not told until
-- KEYS[12] lim  hash; variant -> units one buyer may have
-- KEYS[13] mv   zset; t|move taken, r|move refused, p|move put, f|hold forgiven -> when
-- KEYS[14] d    zset; finished holds -> when they may be forgotten
-- ARGV[1]       now in ms
local M, STK, R, T, X, Y, B = KEYS[1], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local O, C, LIM, MV, D = KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[14]
local now_text = ARGV[1]
local now = tonumber(now_text)
local FORGET_MS, FORGET_COMMITTED_MS = 86400000, 604800000

local epoch = redis.call('HGET', M, 'epoch')
if not epoch then return {'rebuilding', '{}'} end

local changed, changed_order = {}, {}
local function available_changed(variant)
  if changed[variant] then return end
  changed[variant] = true
  changed_order[#changed_order + 1] = variant
end

-- Moves `n` units between two counters of a variant: the sum stays, so the invariant does.
local function shift(variant, from, to, n)
  redis.call('HINCRBY', STK, from .. variant, -n)
  redis.call('HINCRBY', STK, to .. variant, n)
  if from == 'a:' or to == 'a:' then available_changed(variant) end
end

local function make_known(variant)
  for _, counter in ipairs({'i:', 'a:', 'h:', 'p:', 's:'}) do redis.call('HSETNX', STK, counter .. variant, '0') end
end

-- Brings units into the sale or, if negative, out of it: both sides of the invariant move.
local function bring(variant, n)
  redis.call('HINCRBY', STK, 'a:' .. variant, n)
  redis.call('HINCRBY', STK, 'i:' .. variant, n)
  available_changed(variant)
end

local function tell(kind, visibility, data, staff)
  append(now_text, kind, '1', visibility, data, staff, '')
end

-- One stock.changed for each variant whose available changed in this call.
local function tell_stock()
  for _, variant in ipairs(changed_order) do
    local now_left = redis.call('HMGET', STK, 'a:' .. variant, 'i:' .. variant)
    local data = {variant_id = variant, available = tonumber(now_left[1]), initial = tonumber(now_left[2])}
    tell('stock.changed', 'public', cjson.encode(data), '{}')
  end
end

local function count_buyer(hold, sign)
  for _, line in ipairs(hold.lines) do
    local field = hold.buyer .. '|' .. line[1]
    if redis.call('HINCRBY', B, field, sign * line[2]) <= 0 then redis.call('HDEL', B, field) end
  end
end

local function find(id)
  local record = redis.call('HGET', R, id)
  if not record then return nil end
  local hold = cjson.decode(record)
  hold.id = id
  return hold
end

local function save(hold)
  local id = hold.id
  hold.id = nil
  local record = cjson.encode(hold)
  hold.id = id
  redis.call('HSET', R, id, record)
  return record
end

local function public_lines(lines)
  local told = {}
  for i, line in ipairs(lines) do told[i] = {variant_id = line[1], quantity = line[2]} end
  return told
end

local function no_longer_open(hold)
  if redis.call('HGET', O, hold.buyer) == hold.id then redis.call('HDEL', O, hold.buyer) end
end

local function finish(hold, state, forget_ms)
  hold.state = state
  save(hold)
  redis.call('ZREM', X, hold.id)
  redis.call('ZREM', Y, hold.id)
  redis.call('ZADD', D, whole(now + forget_ms), hold.id)
  no_longer_open(hold)
end

-- Gives the units back from the counter `from` and ends the hold.
local function give_back(hold, from, state, reason)
  for _, line in ipairs(hold.lines) do shift(line[1], from, 'a:', line[2]) end
  count_buyer(hold, -1)
  finish(hold, state, FORGET_MS)
  tell('hold.lapsed', 'staff', '{}', cjson.encode({
    hold_id = hold.id, buyer = hold.buyer, lines = public_lines(hold.lines), reason = reason}))
end

-- A hold past its deadline ends here, whoever looks at it first, and its buyer pauses, counted from the deadline.
local function lapse_if_due(hold)
  if hold.state ~= 'HELD' or hold.deadline > now then return end
  give_back(hold, 'h:', 'EXPIRED', 'expired')
  local cool_down = tonumber(redis.call('HGET', M, 'cool_down_ms') or '0')
  for _, line in ipairs(hold.lines) do
    redis.call('ZADD', C, whole(hold.deadline + cool_down), hold.buyer .. '|' .. line[1])
  end
end

-- Refuses with a `code` of errors.py and what programs may know.
local function refuse(code, details)
  return {code, details and cjson.encode(details) or '{}'}
end

local function refuse_state(hold)
  return refuse('wrong_state', {hold_id = hold.id, state = hold.state})
end

local function answer(word, hold)
  return {word, epoch, hold.id, redis.call('HGET', R, hold.id), redis.call('HGET', T, hold.id) or '{}'}
end

-- May `buyer` have `more` further units of a variant that are still available? Nothing if yes, else a refusal.
local function check_line(buyer, variant, more)
  local field = buyer .. '|' .. variant
  local until_ms = tonumber(redis.call('ZSCORE', C, field) or '0')
  if until_ms > now then return refuse('cooling_down', {variant_id = variant, until_ms = until_ms}) end
  local limit = tonumber(redis.call('HGET', LIM, variant) or '5')
  if tonumber(redis.call('HGET', B, field) or '0') + more > limit then
    return refuse('limit_reached', {variant_id = variant, limit = limit})
  end
  local available = tonumber(redis.call('HGET', STK, 'a:' .. variant))
  if available < more then return refuse('out_of_stock', {variant_id = variant, available = available}) end
end
