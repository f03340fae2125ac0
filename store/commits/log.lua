-- Shared: the one way onto a log. Expects nothing of KEYS; events are ARGV[first..last].

local FENCED, LOST = -1, -2
local CHUNK = 500 -- unpack() takes a bounded number of values (LUAI_MAXCSTACK)

local function push(list, first, last)
  local length
  for i = first, last, CHUNK do
    length = redis.call('RPUSH', list, unpack(ARGV, i, math.min(i + CHUNK - 1, last)))
  end
  return length
end

-- Where a write of n events by `token` after `expected` stands: the head after it and whether it
-- is still to be done, or FENCED, or LOST: an optimistic check of the head, behind the fencing token,
-- that makes writing idempotent. A head that is ahead by exactly n says that this very
-- write was done before and only its answer was lost: no other may write under this fence.
local function place(meta, token, expected, n)
  local found = redis.call('HMGET', meta, 'fence', 'head')
  if tonumber(found[1]) ~= token then return FENCED end
  local head = tonumber(found[2])
  if head == expected then return expected + n, n > 0 end
  if head == expected + n then return head, false end
  return LOST
end

-- How long a guest's session lives from now on (ms); false where it stays.
local function lifetime(meta)
  return redis.call('HGET', meta, 'ttl')
end

-- Drops the oldest events, in strides, but none after the newer of checkpoint and mark: from there
-- on they are needed to fold the run that is going on.
local function trim(meta, log, head, length, limit)
  if length <= limit * 1.1 then return end
  local floors = redis.call('HMGET', meta, 'checkpoint', 'marked')
  local floor = math.max(tonumber(floors[1] or 0), tonumber(floors[2] or 0))
  local keep = head - math.min(head - limit, floor)
  if keep < length then redis.call('LTRIM', log, -keep, -1) end
end

-- What a head stands for where the session now takes more than it may: it is on the log all the same.
local FULL = -10
local function as_full(head) return FULL - head end

local LOOK, LARGE = 64, 4096 -- how often the log's size is looked at: so many events, or bytes at once

-- Whether the log, with what else the session takes, is more than it may be (0: no limit).
local function fills(meta, log, limit)
  if limit == 0 then return false end
  local kept = tonumber(redis.call('HGET', meta, 'kept') or 0)
  return kept + redis.call('MEMORY', 'USAGE', log, 'SAMPLES', 0) > limit
end

-- Appends, numbers, publishes. Whether the log's size is to be looked at is returned. The channel is the key of the session: meta without ':meta'.
local function append(meta, log, head, first, last, publish, limit)
  local length = push(log, first, last)
  if length == last - first + 1 then
    local ttl = lifetime(meta)
    if ttl then redis.call('PEXPIRE', log, ttl) end
  end
  local number = string.format('%d', head) -- once, as Lua's own way to write numbers costs more
  redis.call('HSET', meta, 'head', number)
  trim(meta, log, head, length, limit)
  local message = number .. '\n' .. table.concat(ARGV, '\n', first, last)
  redis.call(publish, string.sub(meta, 1, -6), message)
  return #message > LARGE or head % LOOK < last - first + 1
end
