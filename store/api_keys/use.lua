-- Notes when an API key was used, unless that was noted shortly before; and not of a key that is
-- gone, so that nothing of it comes back.
-- KEYS: the user's keys, and when each was used. ARGV: its id, when (ms), how often to note it (ms).
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local last = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
if math.abs(tonumber(ARGV[2]) - last) < tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
