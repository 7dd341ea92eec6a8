-- Takes out visits not seen since ARGV[1]. Whoever runs this has them alone: nobody else is given the same visit.
-- KEYS[1] presence, KEYS[2] visits (as in arrive.lua)
-- KEYS[3] watched: hash of visit id .. suffix -> sum of what was told of the visit; the suffixes are ARGV[3] and on
-- ARGV[1] last seen at or before this many milliseconds, ARGV[2] at most this many
-- Returns visit id, JSON (or '') and a list of the sums, one for each suffix, by turns.
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
local answers = {}
for _, visit in ipairs(gone) do
  redis.call('ZREM', KEYS[1], visit)
  local fields = {}
  for i = 3, #ARGV do
    fields[#fields + 1] = visit .. ARGV[i]
  end
  local sums = redis.call('HMGET', KEYS[3], unpack(fields))
  for i = 1, #fields do
    sums[i] = sums[i] or '0'
  end
  answers[#answers + 1] = visit
  answers[#answers + 1] = redis.call('HGET', KEYS[2], visit) or ''
  answers[#answers + 1] = sums
  redis.call('HDEL', KEYS[2], visit)
  redis.call('HDEL', KEYS[3], unpack(fields))
end
return answers
