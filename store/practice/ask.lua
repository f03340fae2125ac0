-- Remembers a question, and forgets the oldest beyond the most that there may be; a refusal leaves
-- nothing. ARGV: header, the question. The header also has: at (ms), keep (so many there may be).
-- Returns {'written', the version, 0, the account's sums}, the latter unless it was remembered before,
-- or {why there is no more, the version, when the account was last counted anew (ms ago)}.
local header, question = cmsgpack.unpack(ARGV[1]), ARGV[2]
local known = redis.call('HGET', RECORD, 'version')
local version = tonumber(known or 0)
if redis.call('ZSCORE', ASKED, question) then return {'written', version, 0} end
if header.refusal ~= '' then return refused(header.refusal, version) end

redis.call('ZADD', ASKED, string.format('%.0f', header.at), question)
local over = redis.call('ZCARD', ASKED) - header.keep
local forgotten = over > 0 and redis.call('ZPOPMIN', ASKED, over) or {}
redis.call('HSET', RECORD, 'version', version + 1)
if count(header) then return done(version + 1) end
for i = 1, #forgotten, 2 do redis.call('ZADD', ASKED, forgotten[i + 1], forgotten[i]) end
redis.call('ZREM', ASKED, question)
if known then redis.call('HSET', RECORD, 'version', version) else redis.call('DEL', RECORD) end
return refused('quota', version)
