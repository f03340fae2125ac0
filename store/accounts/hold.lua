-- Makes a claimed address its user's for good. KEYS: whose it is. ARGV: user. Returns 1, or 0: it is not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PERSIST', KEYS[1])
return 1
