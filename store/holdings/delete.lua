-- Deletes a holding and all that belongs to it. ARGV: header.
-- Returns {whether it was a guest's, the account's sums}, or nothing (there is no such holding).
local header = cmsgpack.unpack(ARGV[1])
local found = redis.call('HMGET', HOLDING, 'hash', 'ends')
redis.call('ZREM', INDEX, header.id)
if not found[1] then return false end
redis.call('DEL', HOLDING)
if redis.call('HGET', HASHES, found[1]) == header.id then redis.call('HDEL', HASHES, found[1]) end
-- Where memory is full nothing may be counted, and all may be deleted: then the account is counted anew
-- before it matters.
pcall(function()
  lapse()
  put('held:' .. header.member, 0)
end)
return {found[2] and 1 or 0, sums(keep_until_empty())}
