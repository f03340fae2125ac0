-- Gives a guest's session to another owner, for good.
-- A run that goes on is let go of, as in a drain: whoever takes it next acts for the new owner, and what
-- the old holder may still have on the way can't follow. Again changes nothing.
-- ARGV: owner, new owner, publish verb, what followers are told.
-- Returns nothing (neither's), or {whether it was given now, how many items it has, the session whose
-- item it is ('' for none), its size, as `measure` does}.
local found = redis.call('HMGET', META, 'owner', 'status', 'items', 'parent')
if found[1] ~= ARGV[1] and found[1] ~= ARGV[2] then return false end
local moves = found[1] ~= ARGV[2]
if moves then
  redis.call('HDEL', META, 'ttl')
  redis.call('HSET', META, 'owner', ARGV[2])
  for _, key in ipairs(KEYS) do
    -- The log of a session at rest ends by itself.
    if key ~= LEASE and (key ~= LOG or found[2] == 'running') then redis.call('PERSIST', key) end
  end
  redis.call('HINCRBY', META, 'fence', 1)
  redis.call('HSET', META, 'worker', '')
  redis.call('DEL', LEASE)
  redis.call(ARGV[3], string.sub(META, 1, -6), ARGV[4])
end
return {moves and 1 or 0, found[3] or 0, found[4] or '', measure()}
