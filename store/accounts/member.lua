-- Lists who has an account. KEYS: who has one. ARGV: user.
return redis.call('ZADD', KEYS[1], 'NX', now_ms(), ARGV[1])
