-- Makes an address nobody's. KEYS: whose it is. ARGV: whose it has to be.
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
