-- Writes a record in the place of the one of the expected version; a refusal leaves nothing.
-- ARGV: header, the record. The header also has: expected (0: there is none).
-- Returns {'written', the new version, 0, the account's sums}, the latter unless that was done before,
-- or {'stale', the version there is, 0}, or {why there is no more, the version there is, when the
-- account was last counted anew (ms ago)}.
local header, record = cmsgpack.unpack(ARGV[1]), ARGV[2]
local found = redis.call('HMGET', RECORD, 'version', 'record')
local version, before = tonumber(found[1] or 0), found[2] or ''
if version ~= header.expected then
  -- Sent again, as the answer was lost, it says what there is.
  local same = version == header.expected + 1 and before == record
  return {same and 'written' or 'stale', version, 0}
end
if header.refusal ~= '' and #record > #before then return refused(header.refusal, version) end

redis.call('HSET', RECORD, 'version', version + 1, 'record', record)
if count(header) then return done(version + 1) end
if found[2] then
  redis.call('HSET', RECORD, 'version', version, 'record', before)
elseif found[1] then
  redis.call('HSET', RECORD, 'version', version)
  redis.call('HDEL', RECORD, 'record')
else
  redis.call('DEL', RECORD)
end
return refused('quota', version)
