-- A sold order was cancelled: its units no longer count against what its buyer may have. Idempotent by hold id.
-- Where the units go is another matter: they stay sold here.
-- KEYS  as in holds.lua
-- ARGV  2 hold id  3 buyer  4 JSON [[variant, quantity, price]]; given, because a sold hold is forgotten after a week
local mark = 'f|' .. ARGV[2]
if redis.call('ZSCORE', MV, mark) then return {'ok', epoch} end
count_buyer({buyer = ARGV[3], lines = cjson.decode(ARGV[4])}, -1)
redis.call('ZADD', MV, now_text, mark)
return {'ok', epoch}
