-- A library: the one way into a sale's log.
-- KEYS[1] m     hash; `offset` is the last offset given
-- KEYS[2] ev    stream; ids are <offset>-0
-- KEYS[3] seen  zset; event id -> its offset

-- Event ids older than this many are forgotten: by then SQL has their offsets.
local SEEN_MAX = 10000

-- Whole numbers as text: Lua would write large ones with an exponent.
local function whole(number)
  return string.format('%.0f', number)
end

-- Appends one entry and returns its offset as text. `data` and `staff` are JSON texts. With an event id (not '')
-- the second append gives the first one's offset and writes nothing.
local function append(at, kind, version, visibility, data, staff, event_id)
  if event_id ~= '' then
    local before = redis.call('ZSCORE', KEYS[3], event_id)
    if before then return whole(tonumber(before)) end
  end
  local offset = whole(redis.call('HINCRBY', KEYS[1], 'offset', 1))
  local fields = {'at', at, 'kind', kind, 'version', version, 'visibility', visibility, 'data', data, 'staff', staff}
  if event_id ~= '' then
    fields[#fields + 1] = 'event_id'
    fields[#fields + 1] = event_id
    redis.call('ZADD', KEYS[3], offset, event_id)
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -SEEN_MAX - 1)
  end
  redis.call('XADD', KEYS[2], offset .. '-0', unpack(fields))
  return offset
end
