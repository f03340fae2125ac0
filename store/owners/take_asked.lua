-- Adds entries of another user to those that a user was given, each at a place of its own; forgets the
-- oldest beyond the most that there may be, and keeps the rest for good.
-- KEYS: the entries. ARGV: the most, then the place and the entry by turns.
local key = KEYS[1]
for i = 2, #ARGV, 2 do
  if not redis.call('ZSCORE', key, ARGV[i + 1]) then
    local place = tonumber(ARGV[i])
    while redis.call('ZCOUNT', key, place, place) > 0 do place = place + 1 end
    redis.call('ZADD', key, string.format('%.0f', place), ARGV[i + 1])
  end
end
redis.call('ZREMRANGEBYRANK', key, 0, -tonumber(ARGV[1]) - 1)
redis.call('PERSIST', key)
