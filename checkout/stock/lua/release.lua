-- The buyer gives a hold back: HELD -> RELEASED. One that has ended stays as it ended.
-- KEYS  as in holds.lua
-- ARGV  2 hold id
local hold = find(ARGV[2])
if not hold then return refuse('not_found', {hold_id = ARGV[2]}) end
lapse_if_due(hold)
if hold.state == 'HELD' then give_back(hold, 'h:', 'RELEASED', 'released') end
tell_stock()
if hold.state ~= 'RELEASED' and hold.state ~= 'EXPIRED' then return refuse_state(hold) end
return answer('ok', hold)
