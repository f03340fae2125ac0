-- Deletes a session and all that belongs to it, and tells whoever follows it.
-- ARGV: owner, publish verb, what they are told. Returns nothing (not this owner's), or {how long it lives after each run
-- (ms, '' for good), the session whose item it is ('' for none)}.
local found = redis.call('HMGET', META, 'owner', 'ttl', 'parent')
if found[1] ~= ARGV[1] then return false end
redis.call('DEL', unpack(KEYS))
redis.call(ARGV[2], string.sub(META, 1, -6), ARGV[3])
return {found[2] or '', found[3] or ''}
