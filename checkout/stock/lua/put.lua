-- Units that SQL has booked come into the sale. Idempotent by move id.
-- KEYS  as in holds.lua
-- ARGV  2 move id  3 variant  4 units  5 epoch in which they were booked  6 units one buyer may have
local move_id, variant, units = ARGV[2], ARGV[3], tonumber(ARGV[4])
-- Another epoch was read from SQL before or after the booking: the caller asks SQL anew.
if epoch ~= ARGV[5] then return {'rebuilding', '{}'} end
if redis.call('ZSCORE', MV, 'p|' .. move_id) then return {'ok', epoch} end
make_known(variant)
redis.call('HSET', LIM, variant, ARGV[6])
bring(variant, units)
redis.call('ZADD', MV, now_text, 'p|' .. move_id)
tell_stock()
return {'ok', epoch}
