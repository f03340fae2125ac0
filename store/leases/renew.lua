-- Prolongs many leases. One that ran out is taken up again if nobody else took the session.
-- What it brings of cancels makes up for a notice that was lost.
-- KEYS: meta, lease, cancel of each session. ARGV: lease (ms), then the token of each session.
-- Returns for each session the run that is to be cancelled ('' for none), or nothing where the lease
-- is not this token's any more.
local reply = {}
for i = 1, #KEYS, 3 do
  local found = redis.call('HMGET', KEYS[i], 'fence', 'worker')
  local ours = found[1] == ARGV[(i + 5) / 3] and found[2] ~= ''
  if ours then redis.call('SET', KEYS[i + 1], found[2], 'PX', ARGV[1]) end
  reply[#reply + 1] = ours and (redis.call('GET', KEYS[i + 2]) or '')
end
return reply
