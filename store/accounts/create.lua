-- Makes an account, for a moment: a login makes it stay. KEYS: the account. ARGV: for how long (ms), then
-- its fields and values by turns; createdAt is put beside them. Returns when it was made (ms), or 0: there
-- is one.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = now_ms()
redis.call('HSET', KEYS[1], 'createdAt', string.format('%.0f', now), unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return now
