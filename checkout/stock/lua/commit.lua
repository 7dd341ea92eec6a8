-- The money has come: PAYING or CLOSING -> COMMITTED. Idempotent.
-- KEYS  as in holds.lua
-- ARGV  2 hold id
local hold = find(ARGV[2])
if not hold then return refuse('not_found', {hold_id = ARGV[2]}) end
if hold.state == 'PAYING' or hold.state == 'CLOSING' then
  for _, line in ipairs(hold.lines) do shift(line[1], 'p:', 's:', line[2]) end
  finish(hold, 'COMMITTED', FORGET_COMMITTED_MS)
end
if hold.state ~= 'COMMITTED' then return refuse_state(hold) end
return answer('ok', hold)
