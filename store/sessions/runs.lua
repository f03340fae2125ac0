-- What is kept of a session's newest runs, the newest first.
-- ARGV: owner. Returns nothing where there is no such session of this owner.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return false end
return redis.call('LRANGE', RUNS, 0, -1)
