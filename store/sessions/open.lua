-- Reads, in one step, all that a (re)connecting client needs: the events after its cursor where the
-- log still has them, else the material of a snapshot.
-- A cursor that the log does not hold (older than what is kept, ahead of the head) gets a snapshot.
-- ARGV: owner, after ('' for none), epoch, limit.
-- Returns nothing (no such session), or {'foreign'}, or {'replay', meta, base, events}, or
-- {'snapshot', meta, base, messages, checkpoint, mark, tail}.
local found = redis.call('HMGET', META, 'owner', 'head', 'epoch')
if not found[1] then return false end
if found[1] ~= ARGV[1] then return {'foreign'} end

local head, after = tonumber(found[2]), tonumber(ARGV[2])
local base = head - redis.call('LLEN', LOG)
-- Nothing was seen at position 0, so a cursor there needs no epoch.
if after and (found[3] == ARGV[3] or (after == 0 and ARGV[3] == '')) then
  if after >= base and after <= head then
    local from = after - base
    return {'replay', redis.call('HGETALL', META), base,
      redis.call('LRANGE', LOG, from, from + ARGV[4] - 1)}
  end
end
return {'snapshot', redis.call('HGETALL', META), base, redis.call('LRANGE', MESSAGES, 0, -1),
  redis.call('GET', STATE), redis.call('GET', MARK), tail(head)}
