-- What is kept under an id, unless its time is up.
-- KEYS: the pages, when they end (ms). ARGV: the id.
local ends_at = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not ends_at or tonumber(ends_at) <= now_ms() then return false end
return redis.call('HGET', KEYS[1], ARGV[1])
