-- Visits that are here now: new ones are written down, known ones stay counted.
-- KEYS[1] presence: zset of visit id -> milliseconds when last seen
-- KEYS[2] visits: hash of visit id -> what is known of it (JSON)
-- ARGV[1] now in milliseconds, then visit id and JSON by turns
-- Returns 1 for each visit that was new, else 0, in the order asked.
local answers = {}
for i = 2, #ARGV, 2 do
  local added = redis.call('ZADD', KEYS[1], ARGV[1], ARGV[i])
  if added == 1 then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
  answers[#answers + 1] = added
end
return answers
