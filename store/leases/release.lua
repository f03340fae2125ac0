-- Lets go of a session in mid-run, so that another worker can take it at once. The token is shut
-- out too: what its holder may still have on the way can't follow.
-- ARGV: token. Returns 1, or 0 where the lease was not this token's any more.
if redis.call('HGET', META, 'fence') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', META, 'fence', 1)
redis.call('HSET', META, 'worker', '')
redis.call('DEL', LEASE)
return 1
