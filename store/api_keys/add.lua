-- Keeps an API key, once, unless its user has as many as they may.
-- KEYS: the user's keys. ARGV: its id, the record, how many there may be.
-- Returns 1 where it is kept, else 0.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
