-- No money will come: PAYING or CLOSING -> RELEASED, units back. Idempotent.
-- The caller has made the SQL gate void first, so that a payment can no longer be allocated.
-- KEYS  as in holds.lua
-- ARGV  2 hold id
local hold = find(ARGV[2])
if not hold then return refuse('not_found', {hold_id = ARGV[2]}) end
if hold.state == 'PAYING' or hold.state == 'CLOSING' then
  give_back(hold, 'p:', 'RELEASED', hold.deadline > now and 'released' or 'expired')
end
tell_stock()
if hold.state ~= 'RELEASED' then return refuse_state(hold) end
return answer('ok', hold)
