-- Puts the command that an item waits with onto its inbox, once; it counts as accepted now.
-- ARGV: owner. Returns 1, or 0 where nothing waits (any more), or there is no such item of this owner.
local found = redis.call('HMGET', META, 'owner', 'waiting', 'ttl')
if found[1] ~= ARGV[1] or not found[2] then return 0 end
local id, raw = string.match(found[2], '^([^\n]*)\n(.*)$')
local now = now_ms()
redis.call('HDEL', META, 'waiting')
redis.call('HSET', META, 'updated', now, 'status', 'running')
enqueue(id, now, raw)
refresh(found[3])
return 1
