-- Sets what SQL says about a sale: whether it is open, for how long a hold is made, what one buyer may have.
-- Variants that were not known are known from now on, with no units yet.
-- KEYS  as in holds.lua
-- ARGV  2 epoch  3 open  4 hold_ttl_ms  5 cool_down_ms  6 .. variant, limit pairs
if epoch ~= ARGV[2] then return {'rebuilding', '{}'} end
redis.call('HSET', M, 'open', ARGV[3], 'hold_ttl_ms', ARGV[4], 'cool_down_ms', ARGV[5])
for i = 6, #ARGV, 2 do
  redis.call('HSET', LIM, ARGV[i], ARGV[i + 1])
  make_known(ARGV[i])
end
return {'ok', epoch}
