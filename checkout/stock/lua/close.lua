-- PAYING -> CLOSING: no further payment may begin while the provider is asked to cancel. Idempotent.
-- The units stay set aside until `abandon` or `commit`; the hold stays among the due ones.
-- KEYS  as in holds.lua
-- ARGV  2 hold id
local hold = find(ARGV[2])
if not hold then return refuse('not_found', {hold_id = ARGV[2]}) end
if hold.state == 'PAYING' then
  hold.state = 'CLOSING'
  save(hold)
  -- Due at once, so that the sweep hands it out again if whoever closes it dies.
  redis.call('ZADD', Y, 'LT', now_text, hold.id)
  no_longer_open(hold)
end
if hold.state ~= 'CLOSING' then return refuse_state(hold) end
return answer('ok', hold)
