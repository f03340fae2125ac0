-- A session that was a guest's stays for good. ARGV: owner. Returns nothing (not this owner's), or how many
-- items it has.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return false end
redis.call('HDEL', META, 'ttl')
local running = redis.call('HGET', META, 'status') == 'running'
for _, key in ipairs(KEYS) do
  -- A log at rest ends by itself, whoever's it is.
  if key ~= LEASE and (key ~= LOG or running) then redis.call('PERSIST', key) end
end
return tonumber(redis.call('HGET', META, 'items') or 0)
