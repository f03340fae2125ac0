-- Deletes a session and all that belongs to it, and tells whoever follows it.
-- ARGV: owner, publish verb. Returns 1, or 0: not this owner's.
if redis.call('HGET', META, 'owner') ~= ARGV[1] then return 0 end
redis.call('DEL', unpack(KEYS))
redis.call(ARGV[2], string.sub(META, 1, -6), '-')
return 1
