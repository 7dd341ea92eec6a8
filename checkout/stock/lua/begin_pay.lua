-- HELD and unexpired -> PAYING, with a deadline of its own. Repeated while PAYING it changes nothing.
-- KEYS  as in holds.lua
-- ARGV  2 hold id  3 deadline of paying in ms
local hold = find(ARGV[2])
if not hold then return refuse('hold_expired', {hold_id = ARGV[2]}) end
lapse_if_due(hold)
if hold.state == 'HELD' then
  for _, line in ipairs(hold.lines) do shift(line[1], 'h:', 'p:', line[2]) end
  hold.state = 'PAYING'
  hold.deadline = tonumber(ARGV[3])
  save(hold)
  redis.call('ZREM', X, hold.id)
  redis.call('ZADD', Y, whole(hold.deadline), hold.id)
  tell('checkout.opened', 'staff', '{}', cjson.encode({hold_id = hold.id, buyer = hold.buyer}))
end
tell_stock()
if hold.state == 'PAYING' and hold.deadline > now then return answer('ok', hold) end
if hold.state == 'COMMITTED' then return refuse_state(hold) end
return refuse('hold_expired', {hold_id = hold.id})
