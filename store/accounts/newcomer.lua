-- Has one look later at what a guest had who has become an account. KEYS: newcomers. ARGV: how much later
-- (ms), user.
return redis.call('ZADD', KEYS[1], now_ms() + ARGV[1], ARGV[2])
