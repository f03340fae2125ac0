-- Has a guest's session live for its time to live from now on, as after a run, if over a quarter of
-- that has passed; any other is left as it is. The log of one at rest has a shorter time, which stays.
-- Returns nothing (no such session), or {its time to live (ms, '' for none), whether it begins anew}.
local found = redis.call('HMGET', META, 'owner', 'ttl', 'status')
if not found[1] then return false end
if not found[2] then return {'', 0} end
local left = redis.call('PTTL', META)
if left > tonumber(found[2]) * 3 / 4 then return {found[2], 0} end
local log = redis.call('PTTL', LOG)
refresh(found[2])
if log > 0 and found[3] ~= 'running' then redis.call('PEXPIRE', LOG, log) end
return {found[2], 1}
