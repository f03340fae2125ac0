-- Sets apart what a user has used in a month, to be given to another: what is used from now on is a new
-- one's. What was set apart before comes first.
-- KEYS: the month, what is set apart of it. ARGV: an id of it, if it is set apart now.
-- Returns it as HGETALL does, its id in the field 'id'; nothing where there is nothing.
if redis.call('EXISTS', KEYS[2]) == 0 then
  if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'id', ARGV[1])
end
return redis.call('HGETALL', KEYS[2])
