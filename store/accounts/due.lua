-- Newcomers whose time has come. KEYS: newcomers. ARGV: how many at most.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now_ms(), 'LIMIT', 0, ARGV[1])
