-- Compares what somebody saw of a log with what is there. A lower head of the same epoch proves that
-- Redis lost events: the log gets a new epoch. The same head, seen by the writer itself, proves that
-- this incarnation of Redis lost none: it is noted, and the epoch can stay.
-- ARGV: epoch, head, token ('' for a reader), an unused epoch, publish verb.
-- Returns nothing (no such session), or {epoch, head} as they are now.
local found = redis.call('HMGET', META, 'epoch', 'head', 'fence')
if not found[1] then return false end
local head, known = tonumber(found[2]), tonumber(ARGV[2])
if found[1] == ARGV[1] and head < known then
  begin_epoch(ARGV[4], ARGV[5])
  return {ARGV[4], head}
end
if found[1] == ARGV[1] and head == known and found[3] == ARGV[3] then
  redis.call('HSET', META, 'run_id', incarnation())
end
return {found[1], head}
