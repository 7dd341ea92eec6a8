-- Puts a whole sale into Redis in place of whatever is there. Does nothing if Redis has this epoch or a later one.
-- The log stays, if it is there, and goes on above every offset ever given.
-- Comes without holds.lua (which refuses a sale that is not loaded), but has its keys.
-- ARGV  1 now  2 epoch  3 open  4 hold_ttl_ms  5 cool_down_ms  6 the offset below which all may have been served
--       7 JSON {items: [[variant, available, paying, sold, limit]], buyers: [[field, units]],
--               holds: [[id, record, terms, due, open]], moves: [member], committed: [[id, record, terms, forget]]}
local M, EV, STK, R, T, Y, B = KEYS[1], KEYS[2], KEYS[4], KEYS[5], KEYS[6], KEYS[8], KEYS[9]
local O, LIM, MV, D = KEYS[10], KEYS[12], KEYS[13], KEYS[14]
local has = redis.call('HMGET', M, 'epoch', 'offset')
if has[1] and tonumber(has[1]) >= tonumber(ARGV[2]) then return {'stale', has[1]} end

local offset = math.max(tonumber(ARGV[6]), tonumber(has[2] or '0'))
local last = redis.call('XREVRANGE', EV, '+', '-', 'COUNT', 1)
if #last > 0 then offset = math.max(offset, tonumber(string.match(last[1][1], '^%d+'))) end

for i = 4, 14 do redis.call('DEL', KEYS[i]) end
local state = cjson.decode(ARGV[7])
for _, item in ipairs(state.items) do
  local variant, available, paying, sold = item[1], item[2], item[3], item[4]
  redis.call('HSET', STK, 'i:' .. variant, available + paying + sold, 'a:' .. variant, available, 'h:' .. variant, 0,
    'p:' .. variant, paying, 's:' .. variant, sold)
  redis.call('HSET', LIM, variant, item[5])
end
for _, counted in ipairs(state.buyers) do redis.call('HSET', B, counted[1], counted[2]) end
for _, hold in ipairs(state.holds) do
  redis.call('HSET', R, hold[1], hold[2])
  redis.call('HSET', T, hold[1], hold[3])
  redis.call('ZADD', Y, string.format('%.0f', hold[4]), hold[1])
  redis.call('HSET', O, hold[5], hold[1])
end
for _, hold in ipairs(state.committed) do
  redis.call('HSET', R, hold[1], hold[2])
  redis.call('HSET', T, hold[1], hold[3])
  redis.call('ZADD', D, string.format('%.0f', hold[4]), hold[1])
end
for _, member in ipairs(state.moves) do redis.call('ZADD', MV, ARGV[1], member) end
redis.call('DEL', M)
redis.call('HSET', M, 'epoch', ARGV[2], 'offset', string.format('%.0f', offset), 'base', string.format('%.0f', offset),
  'open', ARGV[3], 'hold_ttl_ms', ARGV[4], 'cool_down_ms', ARGV[5])
return {'ok', ARGV[2]}
