-- Units leave the sale, if that many are available. Idempotent by move id, also in its refusal.
-- KEYS  as in holds.lua
-- ARGV  2 move id  3 variant  4 units  5 epoch in which SQL still had the move as asked for
local move_id, variant, units = ARGV[2], ARGV[3], tonumber(ARGV[4])
-- After a rebuild it is SQL that knows whether the units have left.
if epoch ~= ARGV[5] then return {'rebuilding', '{}'} end
if redis.call('ZSCORE', MV, 't|' .. move_id) then return {'ok', epoch} end
local available = tonumber(redis.call('HGET', STK, 'a:' .. variant) or '0')
if available < units or redis.call('ZSCORE', MV, 'r|' .. move_id) then
  redis.call('ZADD', MV, now_text, 'r|' .. move_id)
  return refuse('out_of_stock', {variant_id = variant, available = available})
end
bring(variant, -units)
redis.call('ZADD', MV, now_text, 't|' .. move_id)
tell_stock()
return {'ok', epoch}
