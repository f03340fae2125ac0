-- Ends a run in one step: its last events, its checkpoint and messages, its command off the inbox;
-- then hands over the next command or, with an empty inbox, lets go of the lease.
-- ARGV: publish verb, log limit, log's time to live when idle (ms), token, expected head, n events,
-- command id, checkpoint, messages to keep, names that are allowed now, whether there is a title,
-- the title, the alarm ('' for none), whether a cancel of the run goes before this end of it, then n
-- events, then messages.
-- The alarm takes the place of the one that was set before: whoever spoke first made that one void.
-- Returns {head, released, next command or nothing}, or {FENCED}, or {LOST}, or {CANCELLED}, and then
-- nothing was done.
local CANCELLED = -3
local first, n = 15, tonumber(ARGV[6])
local head, fresh = place(META, tonumber(ARGV[4]), tonumber(ARGV[5]), n)
if head < 0 then return {head} end

local released
if redis.call('HGET', META, 'done') == ARGV[7] then
  released = redis.call('EXISTS', LEASE) == 0
else
  local keep = tonumber(ARGV[9])
  if current() ~= ARGV[7] or redis.call('LLEN', MESSAGES) < keep then return {LOST} end
  if ARGV[14] == '1' and redis.call('EXISTS', CANCEL) == 1 then return {CANCELLED} end
  if fresh then append(META, LOG, head, first, first + n - 1, ARGV[1], tonumber(ARGV[2])) end
  redis.call('LPOP', INBOX)
  redis.call('SET', STATE, ARGV[8])
  if keep == 0 then redis.call('DEL', MESSAGES) else redis.call('LTRIM', MESSAGES, 0, keep - 1) end
  push(MESSAGES, first + n, #ARGV)
  redis.call('DEL', STEPS, MARK, CANCEL)
  redis.call('HDEL', META, 'marked', 'takeovers')
  -- The writer's own head was still there, so this incarnation of Redis has lost nothing of it.
  redis.call('HSET', META, 'done', ARGV[7], 'checkpoint', head, 'allows', ARGV[10],
    'updated', now_ms(), 'run_id', incarnation())
  if ARGV[11] == '1' then redis.call('HSET', META, 'title', ARGV[12]) end
  if ARGV[13] == '' then
    redis.call('HDEL', META, 'alarm')
  else
    redis.call('HSET', META, 'alarm', ARGV[13])
  end
  local ttl = lifetime(META)
  refresh(ttl)
  released = redis.call('LLEN', INBOX) == 0
  if released then
    redis.call('HSET', META, 'status', 'idle', 'worker', '')
    redis.call('DEL', LEASE)
    redis.call('PEXPIRE', LOG, math.min(tonumber(ARGV[3]), tonumber(ttl or ARGV[3])))
  end
end

local following = not released and redis.call('LINDEX', INBOX, 0)
return {head, released and 1 or 0, following or nil}
