-- Adds a holding, unless its user has one of the same bytes already; a refusal leaves nothing.
-- ARGV: header, head, body, data ('' for none). The header also has: title, hash ('' for one that is
-- like no other), status, now (ms), ends (ms, nothing for no end), length, holdings (so many may there
-- be in the collection; 0: no limit), refusal (why the user may have no more, '' where they may).
-- Returns {'created', id, 0, the account's sums}, or {'exists', which one, 0}, or {why there is no
-- more, id, when the account was last counted anew (ms ago)}.
local header = cmsgpack.unpack(ARGV[1])
local hash, id = header.hash, header.id

-- Others of the collection lie in the same slot.
local function is_there(other)
  return redis.call('EXISTS', string.sub(HOLDING, 1, -#id - 1) .. other) == 1
end

-- Forgets those that have run out, as a guest's do.
local function forget_run_out()
  for _, other in ipairs(redis.call('ZRANGE', INDEX, 0, -1)) do
    if not is_there(other) then redis.call('ZREM', INDEX, other) end
  end
  local hashes = redis.call('HGETALL', HASHES)
  for i = 1, #hashes, 2 do
    if not is_there(hashes[i + 1]) then redis.call('HDEL', HASHES, hashes[i]) end
  end
end

local function is_full()
  return header.holdings > 0 and redis.call('ZCARD', INDEX) >= header.holdings
end

if is_there(id) then return {'exists', id, 0} end
local same = hash ~= '' and redis.call('HGET', HASHES, hash)
if same and is_there(same) then return {'exists', same, 0} end
if header.refusal ~= '' then return {header.refusal, id, 0} end
if is_full() and header.ends then forget_run_out() end
if is_full() then return {'too_many', id, counted_ago()} end

local head, body = parts(1)
local values = {'title', header.title, 'status', header.status, 'hash', hash, 'version', 1,
  'created', header.now, 'updated', header.now, 'length', header.length,
  'log', line(1, header.now, ARGV[2], ARGV[3]), head, ARGV[2], body, ARGV[3]}
local function also(name, value)
  values[#values + 1] = name
  values[#values + 1] = value
end
if header.ends then also('ends', header.ends) end
if ARGV[4] ~= '' then also('data', ARGV[4]) end
if not change(header, values, {}) then return {'quota', id, counted_ago()} end
redis.call('ZADD', INDEX, header.now, id)
if hash ~= '' then redis.call('HSET', HASHES, hash, id) end
end_at(header.ends)
return {'created', id, 0, sums(keep_until_empty())}
