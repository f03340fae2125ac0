-- Shared: one holding of a user, and what it counts for. KEYS: see keys.all_of_holding.
-- A holding is one hash: title, status, hash (of the bytes that it was made of), version, created and
-- updated (ms), length (of its head before it was packed), log (a line for each version, see `line`),
-- ends (ms, a guest's), data, and for each version that is kept 'head:VERSION' and 'body:VERSION'.
-- The header of a script, in MessagePack, has at least: id, member (what the account calls it), counts
-- (whether there are limits at all), most (bytes that the user may have; 0: no limit). What is bytes
-- stands beside it, as cmsgpack reads only text.
local INDEX, HASHES, HOLDING = KEYS[3], KEYS[4], KEYS[5]

-- The names of what belongs to a version.
local function parts(version)
  return string.format('head:%d', version), string.format('body:%d', version)
end

-- A version, when it was written (ms), and the bytes that are kept of it.
local function line(version, at, head, body)
  return string.format('%.0f %.0f %.0f\n', version, at, #head + #body)
end

-- How long ago the user's account was counted anew (ms).
local function counted_ago() return NOW - had('counted') end

-- Counts what the holding takes now, where its user may have that, or it takes no more than before.
local function count(header)
  if not header.counts then return true end
  lapse()
  local entry = 'held:' .. header.member
  local before, now = had(entry), usage(HOLDING)
  if header.most > 0 and now > before and sum() - before + now > header.most then return false end
  put(entry, now, redis.call('HGET', HOLDING, 'ends') or '+inf')
  return true
end

-- Sets fields of the holding, given as names and values by turns, and drops others, where the user may
-- have what it takes then; else all is as before.
local function change(header, values, dropped)
  local names = {unpack(dropped)}
  for i = 1, #values, 2 do names[#names + 1] = values[i] end
  local before = redis.call('HMGET', HOLDING, unpack(names))
  redis.call('HSET', HOLDING, unpack(values))
  if #dropped > 0 then redis.call('HDEL', HOLDING, unpack(dropped)) end
  if count(header) then return true end
  for i, name in ipairs(names) do
    if before[i] then
      redis.call('HSET', HOLDING, name, before[i])
    else
      redis.call('HDEL', HOLDING, name)
    end
  end
  return false
end

-- A guest's end at a time (ms, nothing for no end); what holdings have in common, with the last of them.
local function end_at(ends)
  if not ends then return end
  redis.call('PEXPIREAT', HOLDING, ends)
  for _, key in ipairs({INDEX, HASHES}) do
    if redis.call('PTTL', key) < ends - NOW then redis.call('PEXPIREAT', key, ends) end
  end
end
