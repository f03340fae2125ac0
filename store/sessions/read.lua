-- Reads a part of the log, and where the log stands, in one step.
-- ARGV: after, limit. Returns nothing (no such session), or {epoch, head, base, owner, status,
-- events}; no events where `after` is older than what the log keeps.
local found = redis.call('HMGET', META, 'epoch', 'head', 'owner', 'status')
if not found[1] then return false end
local head, after = tonumber(found[2]), tonumber(ARGV[1])
local base = head - redis.call('LLEN', LOG)
local events = {}
if after >= base then
  local from = after - base
  events = redis.call('LRANGE', LOG, from, from + ARGV[2] - 1)
end
return {found[1], head, base, found[3], found[4], events}
