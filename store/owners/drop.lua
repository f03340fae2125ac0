-- Deletes a holding that another user has taken over, unless it has changed since it was read.
-- ARGV: header, updated, version, status. Returns 1 where there is none any more, or 0.
local header = cmsgpack.unpack(ARGV[1])
local found = redis.call('HMGET', HOLDING, 'updated', 'version', 'status', 'hash')
if found[1] then
  for i = 1, 3 do
    if found[i] ~= ARGV[i + 1] then return 0 end
  end
  redis.call('DEL', HOLDING)
  if redis.call('HGET', HASHES, found[4]) == header.id then redis.call('HDEL', HASHES, found[4]) end
end
redis.call('ZREM', INDEX, header.id)
lapse()
put('held:' .. header.member, 0)
keep_until_empty()
return 1
