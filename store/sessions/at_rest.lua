-- Reads what the runs that have ended left of a session, but for its messages: how many there are.
-- ARGV: owner. Returns nothing (no such session of this owner), or {meta, checkpoint, count}.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return false end
return {redis.call('HGETALL', META), redis.call('GET', STATE), redis.call('LLEN', MESSAGES)}
