-- Puts the next refresh token in the place of a login's newest. The one before it is given the same next
-- one for a moment, as two tabs may have had it; any other that the login ever had has been stolen, or
-- what follows it has: the login ends.
-- KEYS: the account, its logins, the login. ARGV: the token's hash, that of the next one, how long the one
-- before is good (ms), how long a login lasts unused (ms), its id. Returns
-- {what came of it (see Rotation), when the login was begun (ms)}.
local found = redis.call('HMGET', KEYS[3], 'refresh', 'previous', 'rotatedAt', 'expiresAt', 'createdAt')
if not found[1] or redis.call('EXISTS', KEYS[1]) == 0 then return {'ended', 0} end
local now = now_ms()
if found[1] == ARGV[1] then
  redis.call('HSET', KEYS[3], 'refresh', ARGV[2], 'previous', ARGV[1], 'rotatedAt',
    string.format('%.0f', now), 'lastUsedAt', string.format('%.0f', now))
  redis.call('PEXPIREAT', KEYS[3], string.format('%.0f', math.min(tonumber(found[4]), now + ARGV[4])))
  return {'rotated', found[5]}
end
local moment = found[3] and now - found[3] <= tonumber(ARGV[3])
if found[2] == ARGV[1] and found[1] == ARGV[2] and moment then return {'again', found[5]} end
redis.call('DEL', KEYS[3])
redis.call('ZREM', KEYS[2], ARGV[5])
return {'reused', 0}
