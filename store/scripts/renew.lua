-- Prolongs many leases. One that ran out is taken up again if nobody else took the session.
-- KEYS: meta, lease of each session. ARGV: lease (ms), then the token of each session.
-- Returns for each session 1, or 0 where the lease is not this token's any more.
local reply = {}
for i = 1, #KEYS, 2 do
  local found = redis.call('HMGET', KEYS[i], 'fence', 'worker')
  local ours = found[1] == ARGV[(i + 3) / 2] and found[2] ~= ''
  if ours then redis.call('SET', KEYS[i + 1], found[2], 'PX', ARGV[1]) end
  reply[#reply + 1] = ours and 1 or 0
end
return reply
