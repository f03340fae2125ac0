-- Sees to it that the sweep looks at sessions when `grace` ms have passed, unless touched again.
-- Scores carry microseconds, so that two touches differ and `forget` can tell them apart.
-- KEYS: the sorted set of running sessions. ARGV: grace (ms), sessions.
local time = redis.call('TIME')
local score = string.format('%.3f', time[1] * 1000 + time[2] / 1000 + ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], score, ARGV[i]) end
