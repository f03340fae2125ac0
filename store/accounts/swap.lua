-- Writes the same password's hash with other parameters, where it is the same still.
-- KEYS: the account. ARGV: the hash that is there, the hash that is to be. Returns 1, or 0: it is another.
if redis.call('HGET', KEYS[1], 'passwordHash') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'passwordHash', ARGV[2])
return 1
