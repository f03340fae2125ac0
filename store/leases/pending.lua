-- Tells when there is something to do for a session: the inbox and the alarm as they are at once,
-- as an alarm goes from the one to the other.
-- Returns 0 (now), or the time of its alarm (ms), or nothing.
if redis.call('EXISTS', INBOX) == 1 then return 0 end
local _, _, at = alarm()
return at and tonumber(at)
