-- Begins a login of an account; of too many the oldest end. The account stays from now on.
-- KEYS: the account, its logins, the login. ARGV: the hash of the password that was right, how long it
-- lasts at most (ms), and unused (ms), the most logins, its id, how the keys of logins begin, then fields
-- and values by turns.
-- Returns {1, the logins that ended...}, or {0}: there is no such account, or the password is another.
if redis.call('HGET', KEYS[1], 'passwordHash') ~= ARGV[1] then return {0} end
redis.call('PERSIST', KEYS[1])
local now = now_ms()
local expires = now + ARGV[2]
redis.call('HSET', KEYS[3], 'createdAt', string.format('%.0f', now), 'lastUsedAt', string.format('%.0f', now),
  'expiresAt', string.format('%.0f', expires), unpack(ARGV, 7))
redis.call('PEXPIREAT', KEYS[3], string.format('%.0f', math.min(expires, now + ARGV[3])))
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[5])
redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', expires))
local ended = {1}
local over = redis.call('ZCARD', KEYS[2]) - ARGV[4]
if over > 0 then
  for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, over - 1)) do
    redis.call('DEL', ARGV[6] .. id)
    redis.call('ZREM', KEYS[2], id)
    ended[#ended + 1] = id
  end
end
return ended
