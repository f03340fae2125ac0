-- Reads what a user has practised. KEYS: the record, and what was asked.
-- Returns {the version (nothing where there is none), the record likewise, the questions, oldest first}.
local found = redis.call('HMGET', KEYS[1], 'version', 'record')
return {found[1], found[2], redis.call('ZRANGE', KEYS[2], 0, -1)}
