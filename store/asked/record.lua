-- Remembers entries, and forgets the oldest beyond the most that there may be.
-- KEYS: the entries, by when they came (ms). ARGV: the most, how long they are to be there at least (ms,
-- '' for no end), the time (ms), then the entries. One that is there already stays as it is.
local key, most, ttl, now = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local had = redis.call('EXISTS', key) == 1
for i = 4, #ARGV do redis.call('ZADD', key, 'NX', now, ARGV[i]) end
redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
local left = redis.call('PTTL', key)
if not ttl then
  redis.call('PERSIST', key)
elseif not had or (left >= 0 and left < ttl) then
  redis.call('PEXPIRE', key, ttl)
end
