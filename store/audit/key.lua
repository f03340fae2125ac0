-- The key by which a user goes in the audit: that of their account, or a guest's own.
-- KEYS: the account, a guest's key. ARGV: the key that a guest without one gets ('' for none), how long
-- that lasts from now on (ms).
-- Returns the key; nothing where there is none.
local of_account = redis.call('HGET', KEYS[1], 'auditKey')
if of_account then return of_account end
if ARGV[1] ~= '' then redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) end
return redis.call('GET', KEYS[2])
