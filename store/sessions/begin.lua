-- Puts the command that an item waits with onto its inbox, once; it counts as accepted now.
-- ARGV: owner, the session whose item it is ('' where that is not to count).
-- Returns 1, or 0 where nothing waits (any more), or there is no such item of either.
local found = redis.call('HMGET', META, 'owner', 'waiting', 'ttl', 'parent')
local theirs = found[1] == ARGV[1] or (ARGV[2] ~= '' and found[4] == ARGV[2])
if not theirs or not found[2] then return 0 end
local id, raw = string.match(found[2], '^([^\n]*)\n(.*)$')
local now = now_ms()
redis.call('HDEL', META, 'waiting')
redis.call('HSET', META, 'updated', now, 'status', 'running')
enqueue(id, now, raw)
refresh(found[3])
return 1
