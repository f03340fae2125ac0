-- Puts another record in the place of one, if that stands there. Positions stay: records only come.
-- KEYS: a day's records. ARGV: position, the record, the other.
if redis.call('LINDEX', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('LSET', KEYS[1], ARGV[1], ARGV[3]) end
