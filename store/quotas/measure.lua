-- Measures a session. Returns nothing (no such session), or {owner, size, the session whose item it is
-- ('' for none)}; the size as `measure` does.
local found = redis.call('HMGET', META, 'owner', 'parent')
return found[1] and {found[1], measure(), found[2] or ''}
