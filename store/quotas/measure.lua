-- Measures a session. Returns nothing (no such session), or {owner, size}, the latter as `measure` does.
local owner = redis.call('HGET', META, 'owner')
return owner and {owner, measure()}
