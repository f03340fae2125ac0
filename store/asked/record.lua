-- Remembers entries about one resume, unless somebody else's about it have come since; forgets the oldest
-- beyond the most that there may be. Returns 1 where they are remembered, now or before, else 0.
-- KEYS: the entries, each at a place of its own, in the order in which they came. ARGV: the most, how long
-- they are to be there at least (ms, '' for no end), the time (ms), the place since which nothing may have
-- come, then the entries. An entry is the JSON of [hash, resume, key, text, owner].
local key, most, ttl, now = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local first = cjson.decode(ARGV[5])
local hash, resume, owner = first[1], first[2], first[5]

local there = 0
for i = 5, #ARGV do
  if redis.call('ZSCORE', key, ARGV[i]) then there = there + 1 end
end
if there < #ARGV - 4 then
  for _, raw in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. ARGV[4], '+inf')) do
    local other = cjson.decode(raw)
    local about = other[1] == hash or (resume ~= '' and other[2] == resume)
    if about and other[5] ~= owner then return 0 end
  end
end

local had = redis.call('EXISTS', key) == 1
local newest = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
local place = math.max(tonumber(newest[2] or 0), now - 1)
for i = 5, #ARGV do
  place = place + 1
  redis.call('ZADD', key, 'NX', string.format('%.0f', place), ARGV[i])
end
redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
local left = redis.call('PTTL', key)
if not ttl then
  redis.call('PERSIST', key)
elseif not had or (left >= 0 and left < ttl) then
  redis.call('PEXPIRE', key, ttl)
end
return 1
