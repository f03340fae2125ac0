-- Ends a run in one step: its last events, its checkpoint and messages, its command off the inbox;
-- then hands over the next command or, with an empty inbox, lets go of the lease.
-- ARGV: publish verb, log limit, the header, the checkpoint, the alarm ('' for none), what is kept of
-- the run ('' for nothing), then the events, then the messages.
-- The header, in MessagePack: token, expected head, events (how many), command (its id), keep (how
-- many messages), allows (the names that are allowed now), title (nothing: as it was), whether a
-- cancel of the run goes before this end of it (unless_cancelled), and idle_ms, the log's time to
-- live when idle. What is bytes stands beside it, as cmsgpack reads only text.
-- The alarm takes the place of the one that was set before: whoever spoke first made that one void.
-- Returns {head, released, next command or nothing}, or {FENCED}, or {LOST}, or {CANCELLED}, and then
-- nothing was done.
local CANCELLED = -3
local RUNS_LIMIT = 20
local first, header = 7, cmsgpack.unpack(ARGV[3])
local checkpoint, alarm, n, keep = ARGV[4], ARGV[5], header.events, header.keep
local head, fresh = place(META, header.token, header.expected, n)
if head < 0 then return {head} end

local released
if redis.call('HGET', META, 'done') == header.command then
  released = redis.call('EXISTS', LEASE) == 0
else
  if current() ~= header.command or redis.call('LLEN', MESSAGES) < keep then return {LOST} end
  if header.unless_cancelled and redis.call('EXISTS', CANCEL) == 1 then return {CANCELLED} end
  if fresh then append(META, LOG, head, first, first + n - 1, ARGV[1], tonumber(ARGV[2])) end
  redis.call('LPOP', INBOX)
  redis.call('SET', STATE, checkpoint)
  if keep == 0 then redis.call('DEL', MESSAGES) else redis.call('LTRIM', MESSAGES, 0, keep - 1) end
  push(MESSAGES, first + n, #ARGV)
  redis.call('DEL', STEPS, MARK, CANCEL)
  redis.call('HDEL', META, 'marked', 'takeovers')
  if ARGV[6] ~= '' then
    redis.call('LPUSH', RUNS, ARGV[6])
    redis.call('LTRIM', RUNS, 0, RUNS_LIMIT - 1)
  end
  -- The writer's own head was still there, so this incarnation of Redis has lost nothing of it.
  redis.call('HSET', META, 'done', header.command, 'checkpoint', head, 'allows', header.allows,
    'updated', now_ms(), 'run_id', incarnation())
  if header.title then redis.call('HSET', META, 'title', header.title) end
  if alarm == '' then
    redis.call('HDEL', META, 'alarm')
  else
    redis.call('HSET', META, 'alarm', alarm)
  end
  local ttl = lifetime(META)
  refresh(ttl)
  released = redis.call('LLEN', INBOX) == 0
  if released then
    redis.call('HSET', META, 'status', 'idle', 'worker', '')
    redis.call('DEL', LEASE)
    redis.call('PEXPIRE', LOG, math.min(header.idle_ms, tonumber(ttl or header.idle_ms)))
  end
end

local following = not released and redis.call('LINDEX', INBOX, 0)
return {head, released and 1 or 0, following or nil}
