-- Shared: an account of who has how many bytes of memory, and until when: a user's, of sessions and
-- of what else they keep, or that of all guests, of users. What a session has is kept and log, which
-- ends by itself at another time; what is no session is held. The account has each as 'kept:MEMBER',
-- 'log:MEMBER' and 'held:MEMBER', the sums of each as 'kept', 'log' and 'held', and how many members
-- have something kept as 'members'. An item of a session is the member 'SESSION/ITEM': its bytes count,
-- and it is none of so many members, as it is a part of its session. In that of all guests what a user holds is among what is kept.
local BYTES, ENDS = KEYS[1], KEYS[2]
local NOW = now_ms()
local LAPSES = 100 -- so many entries that have ended are dropped at once: others come with the next

-- What is in a field, as a number.
local function had(field) return tonumber(redis.call('HGET', BYTES, field) or 0) end

-- Whether a member is an item of another.
local function is_item(member) return string.find(member, '/', 1, true) ~= nil end

-- Writes down what a member has; nothing from `ends` (ms) on.
local function put(entry, bytes, ends)
  local class, before = string.match(entry, '^%a+'), redis.call('HGET', BYTES, entry)
  if bytes ~= tonumber(before or 0) then
    redis.call('HINCRBY', BYTES, class, bytes - tonumber(before or 0))
  end
  if bytes > 0 then
    redis.call('HSET', BYTES, entry, bytes)
    redis.call('ZADD', ENDS, ends, entry)
  else
    redis.call('HDEL', BYTES, entry)
    redis.call('ZREM', ENDS, entry)
  end
  if class == 'kept' and (bytes > 0) ~= (before ~= false) and not is_item(entry) then
    redis.call('HINCRBY', BYTES, 'members', bytes > 0 and 1 or -1)
  end
end

-- All that is had.
local function sum() return had('kept') + had('log') + had('held') end

-- Drops what has ended.
local function lapse()
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', ENDS, '-inf', NOW, 'LIMIT', 0, LAPSES)) do
    put(entry, 0)
  end
end

-- Until when (ms) something is had that ends in so many; -1: never.
local function ends_in(ms) return tonumber(ms) < 0 and '+inf' or NOW + ms end

-- The sums of an account of which the last entry ends then, as that of all guests has them, and in how
-- many ms all of it has ended (-1: never): kept, log, ms.
local function sums(last)
  return had('kept') + had('held'), had('log'), last and last - NOW or -1
end

-- An account lives as long as anything in it: until when (ms) is returned, nothing for no end.
local function keep_until_empty()
  local last = redis.call('ZREVRANGE', ENDS, 0, 0, 'WITHSCORES')[2]
  if not last then
    redis.call('DEL', BYTES)
    return NOW
  elseif last == 'inf' then
    redis.call('PERSIST', BYTES)
    redis.call('PERSIST', ENDS)
  else
    redis.call('PEXPIREAT', BYTES, last)
    redis.call('PEXPIREAT', ENDS, last)
    return tonumber(last)
  end
end
