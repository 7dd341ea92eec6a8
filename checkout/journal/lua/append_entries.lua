-- Appends entries, in order. Idempotent for those with an event id.
-- KEYS  as in append.lua
-- ARGV  seven for each entry: at, kind, version, visibility, data, staff, event id or ''
-- Answers the offsets, or nothing if the sale is not loaded.
if redis.call('HEXISTS', KEYS[1], 'epoch') == 0 then return false end
local offsets = {}
for i = 1, #ARGV, 7 do
  offsets[#offsets + 1] = append(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6])
end
return offsets
