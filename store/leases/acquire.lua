-- Takes the lease of a session that has something to do and that nobody holds, and returns all that
-- it takes to go on. The new token shuts out every earlier holder.
-- With an empty inbox, an alarm that is due becomes a command on it first, in the same step: from
-- then on it is one as any other.
-- Where Redis is another incarnation than the log was written under, the log gets a new epoch:
-- events that a client saw may be gone.
-- A holder that let go, in a drain or at the end of a run, has left no name. Where one stands there,
-- that worker died or was too slow: such takeovers are counted, until the run gets on by a step.
-- The token grows with the clock: one that Redis has lost with its last writes is not given again.
-- A session that was worked by a newer version of its kind is left to workers that have that one:
-- this one may not know what was stored.
-- ARGV: worker, lease (ms), an unused epoch, publish verb, this worker's version of each kind (a
-- map in MessagePack).
-- Returns {'idle'}, or {'held', holder}, or {'newer', kind, version}, or {'acquired', token, meta,
-- command, checkpoint, messages, steps, mark, tail, the run that is to be cancelled or nothing}.
local holder = redis.call('GET', LEASE)
if holder then return {'held', holder} end
local found = redis.call('HMGET', META, 'run_id', 'head', 'ttl', 'owner', 'worker', 'fence', 'kind',
  'version')
local command = redis.call('LINDEX', INBOX, 0) or ring(found[3])
if not (command and found[4]) then return {'idle'} end
local version = cmsgpack.unpack(ARGV[5])[found[7]]
if version and tonumber(found[8] or 1) > version then return {'newer', found[7], found[8]} end

local token = math.max(tonumber(found[6]) + 1, now_ms())
redis.call('HSET', META, 'fence', token)
if found[1] ~= incarnation() then begin_epoch(ARGV[3], ARGV[4]) end
if found[5] ~= '' then redis.call('HINCRBY', META, 'takeovers', 1) end
redis.call('HSET', META, 'status', 'running', 'worker', ARGV[1])
if version then redis.call('HSET', META, 'version', version) end
redis.call('SET', LEASE, ARGV[1], 'PX', ARGV[2])
if found[3] then redis.call('PEXPIRE', LOG, found[3]) else redis.call('PERSIST', LOG) end
return {'acquired', token, redis.call('HGETALL', META), command, redis.call('GET', STATE),
  redis.call('LRANGE', MESSAGES, 0, -1), redis.call('HGETALL', STEPS), redis.call('GET', MARK),
  tail(tonumber(found[2])), redis.call('GET', CANCEL)}
