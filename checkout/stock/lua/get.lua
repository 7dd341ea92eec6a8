-- A hold as it is now: one past its deadline lapses at this look.
-- KEYS  as in holds.lua
-- ARGV  2 hold id, or '' for the open hold of  3 buyer
local id = ARGV[2]
if id == '' then id = redis.call('HGET', O, ARGV[3]) or '' end
local hold = find(id)
if not hold then return refuse('not_found') end
lapse_if_due(hold)
tell_stock()
if ARGV[2] == '' and hold.state ~= 'HELD' and hold.state ~= 'PAYING' then return refuse('not_found') end
return answer('ok', hold)
