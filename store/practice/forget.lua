-- Forgets what a user has practised. Of the record only its version stays, raised: no later one is
-- taken for what there was. ARGV: header.
-- Returns {'written', the new version, 0, the account's sums}, the latter where there was something.
local header = cmsgpack.unpack(ARGV[1])
local version = tonumber(redis.call('HGET', RECORD, 'version') or 0)
local gone = redis.call('HDEL', RECORD, 'record') + redis.call('DEL', ASKED)
if gone == 0 then return {'written', version, 0} end
redis.call('HSET', RECORD, 'version', version + 1)
if BEFORE ~= math.huge then header.ends = BEFORE end
header.most = 0
count(header)
return done(version + 1)
