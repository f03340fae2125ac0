-- Has the sweep leave a session alone, for good or until a time, unless it was touched since its
-- score was read.
-- KEYS: the sorted set of running sessions. ARGV: session, score, time (ms, '' for good).
-- Returns 1 if it was done.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return 1
