-- Shared: the keys of one session, in the order of keys.all_of.

local META, LOG, INBOX, MESSAGES, STEPS, STATE, MARK, LEASE, SEEN, CANCEL, RUNS = unpack(KEYS)
local SEEN_LIMIT = 1000

-- Names this incarnation of Redis: another one may have come back without the newest writes.
local function incarnation()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

-- Names the log anew, because events that a client saw may be gone; whoever follows it is told.
local function begin_epoch(epoch, publish)
  redis.call('HSET', META, 'epoch', epoch, 'run_id', incarnation())
  redis.call(publish, string.sub(META, 1, -6), '!')
end

-- A guest's session lives for `ttl` ms from now on; the lease has a time of its own.
local function refresh(ttl)
  if not ttl then return end
  for _, key in ipairs(KEYS) do
    if key ~= LEASE then redis.call('PEXPIRE', key, ttl) end
  end
end

-- What the session takes of memory, and in how many ms that ends (-1: never): {bytes kept, when,
-- bytes of its log, when}.
local function measure()
  local kept = usage(SEEN, 5)
  for _, key in ipairs({META, INBOX, MESSAGES, STEPS, STATE, MARK, RUNS}) do kept = kept + usage(key) end
  return {kept, redis.call('PTTL', META), usage(LOG), redis.call('PTTL', LOG)}
end

-- Whether the session, with so many bytes more, takes more than it may (0: no limit). What is kept is
-- put down for `append`, which sees the log grow and nothing else.
local function overflows(more, limit)
  local kept, _, log = unpack(measure())
  if limit > 0 and kept + log + more > limit then return true end
  redis.call('HSET', META, 'kept', kept + more)
  return false
end

-- A remembered id's score is its place among all, times DIGESTS, and the digest of what its command
-- says: both in one number that a double holds. Workers of the release before count on by one from
-- there, so that what they remember keeps its order and has no digest: those begin at FIRST_DIGEST.
local DIGESTS, FIRST_DIGEST = 2 ^ 29, 2 ^ 16

-- Remembers a command's id, so that the same id again is the same command.
local function remember(id, digest)
  local before = tonumber(redis.call('HGET', META, 'commands') or 0)
  local place = (math.floor(before / DIGESTS) + 1) * DIGESTS
  redis.call('HSET', META, 'commands', string.format('%.0f', place))
  redis.call('ZADD', SEEN, string.format('%.0f', place + tonumber(digest or 0)), id)
  redis.call('ZREMRANGEBYRANK', SEEN, 0, -SEEN_LIMIT - 1)
  if string.match(id, '^.+%.%d+$') then redis.call('HSET', META, 'dotted', 1) end
end

-- 'duplicate' where the id is that of a command that said the same, as far as is known; 'conflict'
-- where that said something else; false where the id is new.
local function known(id, digest)
  local score = redis.call('ZSCORE', SEEN, id)
  if not score then return false end
  local said, now = tonumber(score) % DIGESTS, tonumber(digest)
  local differs = said >= FIRST_DIGEST and now ~= 0 and now ~= said
  return differs and 'conflict' or 'duplicate'
end

-- Whether an id may be that of a message of an earlier command's run, which is the command's id and
-- numbers, each after a dot. Once ids are forgotten, any such id may be.
local function may_be_a_messages(id)
  local stem = string.match(id, '^(.+)%.%d+$')
  if not stem then return false end
  if redis.call('ZCARD', SEEN) >= SEEN_LIMIT then return true end
  while stem do
    if redis.call('ZSCORE', SEEN, stem) then return true end
    stem = string.match(stem, '^(.+)%.%d+$')
  end
  return false
end

-- Whether an earlier command's id may be that of a message of this one's run. The run cannot know, as
-- a retry may have withdrawn what was said. Few clients end their ids so: else nothing is looked at.
local function may_name_others(id)
  if redis.call('HEXISTS', META, 'dotted') == 0 then return false end
  for _, other in ipairs(redis.call('ZRANGE', SEEN, 0, -1)) do
    if string.sub(other, 1, #id) == id and string.match(string.sub(other, #id + 1), '^%.[.%d]*$') then
      return true
    end
  end
  return false
end

-- The id of the command that is worked on, the first of the inbox: so its run is called, too.
local function current()
  local command = redis.call('LINDEX', INBOX, 0)
  return command and string.match(command, '^[^\n]*')
end

-- A command stands on the inbox as "id\naccepted_ms\nraw frame".
local function enqueue(id, accepted_ms, raw)
  redis.call('RPUSH', INBOX, id .. '\n' .. accepted_ms .. '\n' .. raw)
end

-- The alarm stands in meta as on the inbox, its time in place of when it was accepted.
local function alarm()
  local set = redis.call('HGET', META, 'alarm')
  if not set then return false end
  return set, string.match(set, '^([^\n]*)\n(%-?%d+)\n')
end

-- Puts the alarm's command onto the inbox if its time has come, once for each id; returns it.
-- That id is seen already where the alarm's run failed or was cancelled and left things as before.
local function ring(ttl)
  local set, id, at = alarm()
  if not set or now_ms() < tonumber(at) then return false end
  redis.call('HDEL', META, 'alarm')
  if redis.call('ZSCORE', SEEN, id) then return false end
  remember(id)
  redis.call('RPUSH', INBOX, set)
  refresh(ttl)
  return set
end

-- The events after the newer of checkpoint and mark: what has to be folded onto them.
local function tail(head)
  local floors = redis.call('HMGET', META, 'checkpoint', 'marked')
  local floor = math.max(tonumber(floors[1] or 0), tonumber(floors[2] or 0))
  if floor >= head then return {} end
  return redis.call('LRANGE', LOG, floor - head, -1)
end
