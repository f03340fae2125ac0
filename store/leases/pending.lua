-- Tells when there is something to do for a session: the inbox and the alarm as they are at once,
-- as an alarm goes from the one to the other. Of a session that rests, also what it takes.
-- Returns {when}: 0 (now), or the time of its alarm (ms), or -1 (never); where it rests, then
-- its owner, how long it lives after each run (ms, '' for good), its size, as `measure` does, and the
-- session whose item it is ('' for none).
if redis.call('EXISTS', INBOX) == 1 then return {0} end
local _, _, at = alarm()
local found = redis.call('HMGET', META, 'owner', 'ttl', 'parent')
local when = at and tonumber(at) or -1
if not found[1] then return {when} end
return {when, found[1], found[2] or '', measure(), found[3] or ''}
