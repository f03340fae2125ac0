-- Sets a password, and ends all logins but one. What could have set it anew does so no more.
-- KEYS: the account, its logins, what sets it anew. ARGV: the hash that is there ('' for any), the hash of
-- what sets it anew ('' for nothing), the new hash, the login that stays ('' for none), how the keys of
-- logins begin.
-- Returns {1, the logins that ended...}, or {0}: there is no such account, or the hash is another.
local there = redis.call('HGET', KEYS[1], 'passwordHash')
if not there or (ARGV[1] ~= '' and there ~= ARGV[1]) then return {0} end
if ARGV[2] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[2] then return {0} end
redis.call('HSET', KEYS[1], 'passwordHash', ARGV[3])
redis.call('DEL', KEYS[3])
local ended = {1}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if id ~= ARGV[4] then
    redis.call('DEL', ARGV[5] .. id)
    redis.call('ZREM', KEYS[2], id)
    ended[#ended + 1] = id
  end
end
return ended
