-- Drops a session from the running ones, unless it was touched since its score was read.
-- KEYS: the sorted set of running sessions. ARGV: session, score. Returns 1 if it was dropped.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[1])
