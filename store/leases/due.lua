-- Claims sessions that somebody must look at: each goes to one caller only, until `visibility` ms
-- have passed.
-- KEYS: the sorted set of running sessions. ARGV: limit, visibility (ms). Returns the sessions.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local score = string.format('%.3f', now + ARGV[2])
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.3f', now),
  'LIMIT', 0, ARGV[1])
for _, session in ipairs(found) do redis.call('ZADD', KEYS[1], score, session) end
return found
