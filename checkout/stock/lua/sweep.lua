-- Ends holds past their deadline and forgets what is old.
-- KEYS  as in holds.lua
-- ARGV  2 how many at most of each kind
-- Answers the holds that lapsed, then those whose payment is due (untouched; the caller closes them).
local limit = ARGV[2]
local answers = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', X, '-inf', now_text, 'LIMIT', 0, limit)) do
  local hold = find(id)
  lapse_if_due(hold)
  answers[#answers + 1] = answer('ok', hold)
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', Y, '-inf', now_text, 'LIMIT', 0, limit)) do
  -- Back behind the other due ones: a provider that is away must not keep them from their turn.
  redis.call('ZADD', Y, now_text, id)
  answers[#answers + 1] = answer('ok', find(id))
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', D, '-inf', now_text, 'LIMIT', 0, limit)) do
  redis.call('ZREM', D, id)
  redis.call('HDEL', R, id)
  redis.call('HDEL', T, id)
end
redis.call('ZREMRANGEBYSCORE', C, '-inf', now_text)
redis.call('ZREMRANGEBYSCORE', MV, '-inf', whole(now - FORGET_MS))
tell_stock()
return answers
