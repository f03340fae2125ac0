-- Gives back what was taken of an owner's limits, and not used. A session that counts as at work and does
-- not work is found where it matters (RateLimits.settle_runs).
-- KEYS: the hash (claim.lua). ARGV: the name it was taken once for ('' for none), then of each limit its
-- name, and how long (µs) what was taken takes to come free.
for i = 2, #ARGV, 2 do
  local free = redis.call('HGET', KEYS[1], ARGV[i])
  if free then redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', free - ARGV[i + 1])) end
end
if ARGV[1] ~= '' then redis.call('HDEL', KEYS[1], 'once:' .. ARGV[1]) end
