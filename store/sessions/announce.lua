-- Notes how many items a session has. ARGV: owner, how many. Returns 1, or 0: not this owner's.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', META, 'items', ARGV[2])
return 1
