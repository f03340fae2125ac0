-- Shared: what a user has practised, and what it counts for. KEYS: see keys.all_of_practice.
-- RECORD is a hash: version, which every change raises, and record, packed. ASKED is a sorted set:
-- questions, raw, by when they were asked (ms). Both end at the same time.
-- The header of a script, in MessagePack, has at least: members (what the account calls the two),
-- counts (whether there are limits at all), most (bytes that the user may have; 0: no limit), ends (ms,
-- a guest's; nothing for no end), refusal (why the user may have no more, '' where they may).
local RECORD, ASKED = KEYS[3], KEYS[4]
local THINGS = {RECORD, ASKED}

-- Until when there is something (ms): math.huge for no end, nothing where there is nothing.
local function ending()
  local last
  for _, key in ipairs(THINGS) do
    local left = redis.call('PTTL', key)
    if left == -1 then return math.huge end
    if left >= 0 then last = math.max(last or 0, NOW + left) end
  end
  return last
end
local BEFORE = ending()

-- How long ago the user's account was counted anew (ms).
local function counted_ago() return NOW - had('counted') end

-- What a change comes to where nothing is changed.
local function refused(why, version) return {why, version, why == 'quota' and counted_ago() or 0} end

-- Counts what there is now, where its user may have that, or it takes no more than before, and lets it
-- end: of a guest, as late as anything has said.
local function count(header)
  local last = header.ends and math.max(header.ends, BEFORE or 0) or math.huge
  if header.counts then
    lapse()
    local before, now, sizes = 0, 0, {}
    for i, key in ipairs(THINGS) do
      sizes[i] = usage(key)
      before, now = before + had('held:' .. header.members[i]), now + sizes[i]
    end
    if header.most > 0 and now > before and sum() - before + now > header.most then return false end
    for i, size in ipairs(sizes) do
      put('held:' .. header.members[i], size, last == math.huge and '+inf' or last)
    end
  end
  for _, key in ipairs(THINGS) do
    if last == math.huge then redis.call('PERSIST', key) else redis.call('PEXPIREAT', key, last) end
  end
  return true
end

-- What a change comes to that was made.
local function done(version) return {'written', version, 0, sums(keep_until_empty())} end
