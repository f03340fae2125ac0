-- Writes what was read into a holding that waited for it; its version stays. One that could not be
-- read stands in nobody's way who sends the same bytes again.
-- ARGV: header, head, body. The header also has: title (nothing: as it was), status, now (ms), length,
-- refusal (why the user may have no more, '' where they may).
-- Returns {'replaced', version, 0, the account's sums}, the latter unless that was done before, or
-- {'missing', 0, 0}, or {'stale', version, 0}: nothing waits, or {why there is no more, version, when
-- the account was last counted anew (ms ago)}.
local header = cmsgpack.unpack(ARGV[1])
local found = redis.call('HMGET', HOLDING, 'version', 'status', 'title', 'hash', 'log')
if not found[1] then return {'missing', 0, 0} end
local version = tonumber(found[1])
local head, body = parts(version)
if found[2] ~= 'reading' then
  local is = redis.call('HMGET', HOLDING, 'status', head, body)
  local same = is[1] == header.status and is[2] == ARGV[2] and is[3] == ARGV[3]
  return {same and 'replaced' or 'stale', version, 0}
end
if header.refusal ~= '' then return {header.refusal, version, 0} end

local log = line(version, header.now, ARGV[2], ARGV[3]) .. string.match(found[5], '\n(.*)')
local values = {'title', header.title or found[3], 'status', header.status, 'updated', header.now,
  'length', header.length, 'log', log, head, ARGV[2], body, ARGV[3]}
if not change(header, values, {}) then return {'quota', version, counted_ago()} end
if header.status == 'failed' and redis.call('HGET', HASHES, found[4]) == header.id then
  redis.call('HDEL', HASHES, found[4])
end
return {'replaced', version, 0, sums(keep_until_empty())}
