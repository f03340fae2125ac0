-- Reads a part of the messages that the runs which have ended left of a session.
-- ARGV: owner, from (the first message is 0), the digest of the one before ('' for none), most, bytes.
-- Returns nothing (no such session of this owner), or {same, messages}: `most` at most, and no more
-- than `bytes` together, but for one that is longer and comes alone. `same` is 0, and there are none,
-- where the one before is another by now: a retry may have withdrawn it.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return false end
local from, most, left = tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[5])
if ARGV[3] ~= '' then
  local before = redis.call('LINDEX', MESSAGES, from - 1)
  if not before or redis.sha1hex(before) ~= ARGV[3] then return {0, {}} end
end
local found = {}
while #found < most do
  local message = redis.call('LINDEX', MESSAGES, from + #found)
  if not message or (#found > 0 and #message > left) then break end
  found[#found + 1] = message
  left = left - #message
end
return {1, found}
