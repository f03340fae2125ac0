-- Takes from each of an owner's limits, or from none of them: GCRA, the generic cell rate algorithm
-- (ITU-T I.371, annex A). A field of the hash has when all that was taken will have come free (µs).
-- What is taken once for a name is remembered in the field 'once:NAME'. The sessions at work are a
-- sorted set, by when (ms) they were taken for such.
-- KEYS: the hash, and the sorted set. ARGV: how many sessions may be at work (0: no limit), the session
-- ('' for none), the name to take it once for ('' for none), how many limits, and of each: its name, how
-- long one takes to come free (µs), the burst, how many are taken.
-- Returns {what is wrong (0: nothing, -1: too many sessions are at work, else the limit's place), in how
-- many µs it may be had (0: never), then of each limit what is left, and in how many µs there is one
-- more}.
local LIMITS, RUNS = KEYS[1], KEYS[2]
local RUN_MS = 86400000 -- a session that nobody has looked at for so long is not counted
local now, most, session, once = now_us(), tonumber(ARGV[1]), ARGV[2], ARGV[3]
local DAY_US = 86400000000
local before = once ~= '' and redis.call('HEXISTS', LIMITS, 'once:' .. once) == 1
local wrong, wait, last, writes, left = 0, 0, 0, {}, {}

-- Remembers the name that it was taken for, and forgets those of yesterday.
local function remember()
  local found = redis.call('HGETALL', LIMITS)
  for i = 1, #found, 2 do
    if string.find(found[i], '^once:') and tonumber(found[i + 1]) < now - DAY_US then
      redis.call('HDEL', LIMITS, found[i])
    end
  end
  redis.call('HSET', LIMITS, 'once:' .. once, string.format('%.0f', now))
end

for place = 1, tonumber(ARGV[4]) do
  local i = 1 + 4 * place
  local name, interval = ARGV[i], tonumber(ARGV[i + 1])
  local burst, cost = tonumber(ARGV[i + 2]), before and 0 or tonumber(ARGV[i + 3])
  -- A clock that was set back, or a limit that was lowered, shuts nobody out for longer than the limit.
  local full = now + interval * burst
  local free = math.max(now, math.min(tonumber(redis.call('HGET', LIMITS, name) or 0), full))
  local taken = free + interval * cost
  if taken > full and (wrong == 0 or taken - full > wait) then
    wrong, wait = place, taken - full
  end
  writes[#writes + 1], writes[#writes + 2] = name, taken
  left[#left + 1] = {free, interval, burst, full}
end
if wrong == 0 and most > 0 and session ~= '' and not redis.call('ZSCORE', RUNS, session) then
  redis.call('ZREMRANGEBYSCORE', RUNS, '-inf', now / 1000 - RUN_MS)
  if redis.call('ZCARD', RUNS) >= most then wrong = -1 end
end

if wrong == 0 and not before then
  for i = 1, #writes, 2 do
    redis.call('HSET', LIMITS, writes[i], string.format('%.0f', writes[i + 1]))
    left[(i + 1) / 2][1] = writes[i + 1]
    last = math.max(last, writes[i + 1])
  end
  if once ~= '' and last > 0 then remember() end
  local ms = math.ceil((last - now) / 1000)
  if last > 0 and redis.call('PTTL', LIMITS) < ms then redis.call('PEXPIRE', LIMITS, ms) end
  if most > 0 and session ~= '' then
    redis.call('ZADD', RUNS, math.floor(now / 1000), session)
    redis.call('PEXPIRE', RUNS, RUN_MS)
  end
end
if wrong > 0 and tonumber(ARGV[4 + 4 * wrong]) > left[wrong][3] then wait = 0 end
local reply = {wrong, wait}
for _, one in ipairs(left) do
  local free, interval, burst, full = unpack(one)
  local there = math.floor((full - free) / interval)
  reply[#reply + 1] = there
  reply[#reply + 1] = there < burst and free - (full - interval * (there + 1)) or 0
end
return reply
