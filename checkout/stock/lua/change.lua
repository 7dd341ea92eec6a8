-- Adds to a bag or takes from it, all or nothing. Idempotent by change id (the last few of each hold are known).
-- KEYS  as in holds.lua
-- ARGV  2 hold id  3 change id  4 JSON [[variant, quantity to add or, if negative, take, price]]  5 terms, or '' to keep
local CHANGES_KNOWN = 8
local id, change_id, deltas, terms = ARGV[2], ARGV[3], cjson.decode(ARGV[4]), ARGV[5]

local hold = find(id)
if not hold then return refuse('hold_expired', {hold_id = id}) end
for _, known in ipairs(hold.changes) do
  if known == change_id then return answer('ok', hold) end
end
lapse_if_due(hold)
if hold.state == 'EXPIRED' or hold.state == 'RELEASED' then
  tell_stock()
  return refuse('hold_expired', {hold_id = id})
end
if hold.state ~= 'HELD' then return refuse_state(hold) end

local at = {}
for i, line in ipairs(hold.lines) do at[line[1]] = i end
for _, delta in ipairs(deltas) do
  local variant, more = delta[1], delta[2]
  if redis.call('HEXISTS', STK, 'i:' .. variant) == 0 then return refuse('not_found', {variant_id = variant}) end
  if more > 0 then
    if redis.call('HGET', M, 'open') ~= '1' then return refuse('show_not_live') end
    local refusal = check_line(hold.buyer, variant, more)
    if refusal then return refusal end
  end
  local has = at[variant] and hold.lines[at[variant]][2] or 0
  if has + more < 0 then return refuse('invalid', {variant_id = variant, quantity = has}) end
end

-- What the bag would be; kept apart until it is sure that something stays in it.
local lines = {}
for i, line in ipairs(hold.lines) do lines[i] = {line[1], line[2], line[3]} end
for _, delta in ipairs(deltas) do
  local i = at[delta[1]]
  if i then
    lines[i][2] = lines[i][2] + delta[2]
    if tonumber(delta[3]) < tonumber(lines[i][3]) then lines[i][3] = delta[3] end
  elseif delta[2] > 0 then
    lines[#lines + 1] = {delta[1], delta[2], delta[3]}
  end
end
local kept = {}
for _, line in ipairs(lines) do
  if line[2] > 0 then kept[#kept + 1] = line end
end

hold.changes[#hold.changes + 1] = change_id
if #hold.changes > CHANGES_KNOWN then table.remove(hold.changes, 1) end
if #kept == 0 then
  -- An emptied bag is a bag given back.
  give_back(hold, 'h:', 'RELEASED', 'released')
else
  count_buyer(hold, -1)
  hold.lines = kept
  count_buyer(hold, 1)
  for _, delta in ipairs(deltas) do
    if delta[2] ~= 0 then shift(delta[1], 'a:', 'h:', delta[2]) end
  end
  save(hold)
  if terms ~= '' then redis.call('HSET', T, id, terms) end
  tell('hold.changed', 'staff', '{}', cjson.encode({
    hold_id = id, buyer = hold.buyer, lines = public_lines(kept), expires_ms = hold.deadline}))
end
tell_stock()
return answer('ok', hold)
