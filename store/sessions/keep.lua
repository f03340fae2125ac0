-- Has a guest's session live for its time to live from now on, as after a run; any other is left as
-- it is. The log of one at rest has a shorter time, which stays.
-- Returns nothing (no such session), or its time to live (ms), '' for none.
local found = redis.call('HMGET', META, 'owner', 'ttl', 'status')
if not found[1] then return false end
if not found[2] then return '' end
local left = redis.call('PTTL', LOG)
refresh(found[2])
if left > 0 and found[3] ~= 'running' then redis.call('PEXPIRE', LOG, left) end
return found[2]
