-- Changes an account. KEYS: the account. ARGV: how many fields are set, then names and values by turns,
-- then the names of those that go. Returns 1, or 0: there is none.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local set = 2 * tonumber(ARGV[1])
if set > 0 then redis.call('HSET', KEYS[1], unpack(ARGV, 2, set + 1)) end
if #ARGV > set + 1 then redis.call('HDEL', KEYS[1], unpack(ARGV, set + 2)) end
return 1
