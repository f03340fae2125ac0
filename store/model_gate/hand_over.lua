-- Notes answers that were kept for another user. KEYS: this one's. ARGV: until when (ms) each is kept, and
-- its name, by turns.
redis.call('ZADD', KEYS[1], unpack(ARGV))
redis.call('PEXPIREAT', KEYS[1], redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2])
