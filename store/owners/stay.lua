-- Has something that a guest keeps stay for good.
-- KEYS: the account's bytes, and ends, and what is kept. ARGV: what the account calls it.
if redis.call('EXISTS', KEYS[3]) == 0 then return end
if redis.call('TYPE', KEYS[3]).ok == 'hash' then redis.call('HDEL', KEYS[3], 'ends') end
redis.call('PERSIST', KEYS[3])
if redis.call('HEXISTS', BYTES, 'held:' .. ARGV[1]) == 1 then
  put('held:' .. ARGV[1], usage(KEYS[3]), '+inf')
end
keep_until_empty()
