-- Claims an e-mail address for a user, where it is nobody's, or still that of who had it by mistake.
-- KEYS: whose it is. ARGV: user, how long the claim lasts (ms), whose it may be ('' for nobody's).
-- Returns {whose it is now, 1 where it is theirs for good}.
local holder = redis.call('GET', KEYS[1])
if not holder or (ARGV[3] ~= '' and holder == ARGV[3] and redis.call('PTTL', KEYS[1]) == -1) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return {ARGV[1], 0}
end
return {holder, redis.call('PTTL', KEYS[1]) == -1 and 1 or 0}
