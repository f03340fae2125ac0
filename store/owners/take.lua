-- Takes over a holding as another user had it, for good, unless what is there is as new.
-- ARGV: header, then the names and values of its fields by turns. The header also has: created, updated
-- (ms), version. Returns 1 where it was taken, or 0.
local header = cmsgpack.unpack(ARGV[1])
local found = redis.call('HMGET', HOLDING, 'updated', 'version', 'status')

local function is_newer()
  local updated, version = tonumber(found[1]), tonumber(found[2])
  if not updated or header.updated ~= updated then return not updated or header.updated > updated end
  return header.version > version or (header.version == version and found[3] == 'reading')
end

if not is_newer() then return 0 end
redis.call('DEL', HOLDING)
local hash = ''
for i = 2, #ARGV, 2 do
  redis.call('HSET', HOLDING, ARGV[i], ARGV[i + 1])
  if ARGV[i] == 'hash' then hash = ARGV[i + 1] end
end
redis.call('ZADD', INDEX, header.created, header.id)
if hash ~= '' then redis.call('HSETNX', HASHES, hash, header.id) end
for _, key in ipairs({INDEX, HASHES}) do redis.call('PERSIST', key) end
count(header)
keep_until_empty()
return 1
