-- Reads a version of a holding. KEYS: the holding. ARGV: the version ('' for the newest).
-- Returns nothing (there is no such holding, or version), or {title, status, hash, version, created,
-- updated, log, head, body, data (nothing for none)}.
local key = KEYS[1]
local found =
  redis.call('HMGET', key, 'title', 'status', 'hash', 'version', 'created', 'updated', 'log')
if not found[1] then return false end
if ARGV[1] ~= '' then found[4] = ARGV[1] end
local rest = redis.call('HMGET', key, 'head:' .. found[4], 'body:' .. found[4], 'data')
if not rest[1] then return false end
for i = 1, 3 do found[7 + i] = rest[i] end
return found
