-- Gives a holding another title. ARGV: header, which also has: title, now (ms).
-- Returns {whether it is a guest's, the account's sums}, or nothing (there is no such holding).
local header = cmsgpack.unpack(ARGV[1])
if redis.call('EXISTS', HOLDING) == 0 then return false end
change(header, {'title', header.title, 'updated', header.now}, {})
return {redis.call('HEXISTS', HOLDING, 'ends'), sums(keep_until_empty())}
