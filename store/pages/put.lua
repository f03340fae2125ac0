-- Keeps a page, and lets those go whose time is up, and those that end first, until all have room.
-- KEYS: the pages, with what all take under the empty name; when they end (ms).
-- ARGV: the id, the page, how long it is kept (ms), what all may take, what each takes besides.
local pages, ends = KEYS[1], KEYS[2]
local id, page = ARGV[1], ARGV[2]
local ttl, most, entry = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms()

local function drop(old)
  if redis.call('ZREM', ends, old) == 0 then return end
  redis.call('HINCRBY', pages, '', -redis.call('HSTRLEN', pages, old) - entry)
  redis.call('HDEL', pages, old)
end

drop(id)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, 100)) do drop(old) end
redis.call('HSET', pages, id, page)
redis.call('ZADD', ends, now + ttl, id)
local size = redis.call('HINCRBY', pages, '', #page + entry)
while size > most do
  drop(redis.call('ZRANGE', ends, 0, 0)[1])
  size = tonumber(redis.call('HGET', pages, ''))
end
local left = math.max(ttl, redis.call('PTTL', ends))
redis.call('PEXPIRE', pages, left)
redis.call('PEXPIRE', ends, left)
