-- Gives a session to another owner, for good, or has one that was a guest's stay with its owner for good.
-- A run that goes on is let go of, as in a drain: whoever takes it next acts for the new owner, and what
-- the old holder may still have on the way can't follow. Again changes nothing.
-- ARGV: owner, new owner, publish verb, what followers are told.
-- Returns nothing (neither's), or {whether it was given now, when it was made (ms), how many items it
-- has, the session whose item it is ('' for none), its size, as `measure` does}.
local found = redis.call('HMGET', META, 'owner', 'ttl', 'status', 'created', 'items', 'parent')
if found[1] ~= ARGV[1] and found[1] ~= ARGV[2] then return false end
local moves, stays = found[1] ~= ARGV[2], found[2]
if moves or stays then
  redis.call('HDEL', META, 'ttl')
  redis.call('HSET', META, 'owner', ARGV[2])
  for _, key in ipairs(KEYS) do
    -- The log of a session at rest ends by itself.
    if key ~= LEASE and (key ~= LOG or found[3] == 'running') then redis.call('PERSIST', key) end
  end
end
if moves then
  redis.call('HINCRBY', META, 'fence', 1)
  redis.call('HSET', META, 'worker', '')
  redis.call('DEL', LEASE)
  redis.call(ARGV[3], string.sub(META, 1, -6), ARGV[4])
end
return {moves and 1 or 0, found[4], found[5] or 0, found[6] or '', measure()}
