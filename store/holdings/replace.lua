-- Writes a new version of a holding, and drops those before the newest ones.
-- ARGV: header, head, body. The header also has: expected (the version that is to be replaced, nothing
-- for any), now (ms), ends (ms, nothing: as before), length, keep (so many versions are kept), refusal
-- (why the user may have no more, '' where they may).
-- Returns {'replaced', the new version, 0, the account's sums}, the latter unless that was done before,
-- or {'missing', 0, 0}, or {'stale', the version there is, 0}, or {why there is no more, the version
-- there is, when the account was last counted anew (ms ago)}.
local header = cmsgpack.unpack(ARGV[1])
local found = redis.call('HMGET', HOLDING, 'version', 'log')
if not found[1] then return {'missing', 0, 0} end
local version = tonumber(found[1])
if header.expected and header.expected ~= version then
  -- Sent again, as the answer was lost, it says what the newest version says.
  local is = redis.call('HMGET', HOLDING, parts(version))
  local same = header.expected == version - 1 and is[1] == ARGV[2] and is[2] == ARGV[3]
  return {same and 'replaced' or 'stale', version, 0}
end
if header.refusal ~= '' then return {header.refusal, version, 0} end

-- The newest lines of a log, so many.
local function newest(log, count)
  local kept = {}
  for one in string.gmatch(log, '[^\n]*\n') do
    if #kept < count then kept[#kept + 1] = one end
  end
  return table.concat(kept)
end

local next_version = version + 1
local head, body = parts(next_version)
local log = line(next_version, header.now, ARGV[2], ARGV[3]) .. newest(found[2], header.keep - 1)
local values = {'version', next_version, 'status', 'ready', 'updated', header.now,
  'length', header.length, 'log', log, head, ARGV[2], body, ARGV[3]}
if header.ends then
  values[#values + 1] = 'ends'
  values[#values + 1] = header.ends
end
if not change(header, values, {parts(next_version - header.keep)}) then
  return {'quota', version, counted_ago()}
end
end_at(header.ends)
return {'replaced', next_version, 0, sums(keep_until_empty())}
