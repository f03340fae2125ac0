-- Gives a session another title. ARGV: owner, title, time (ms). Returns 1, or 0: not this owner's.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', META, 'title', ARGV[2], 'updated', ARGV[3])
return 1
