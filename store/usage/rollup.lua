-- Shared: what a user has used in a month, as a hash. '=NAME' is the number by which a kind or a model
-- goes in the fields beside it, 'names' how many have one; 'DD:KIND:MODEL' is what was used on a day of the
-- month, by these numbers: 'INPUT OUTPUT COST TIMES', where MODEL is '' for runs, which have TIMES alone.
-- 'today' is 'DD TOKENS' of the last of its days, 'tokens' and 'cost' are the month's.
local MONTH, COUNTED = KEYS[1], KEYS[2]
local NOW = now_ms()
local REMEMBERED_MS, REMEMBERED = 86400000, 2000 -- so long, and so many, are known to be counted
local NAMES, OTHER = 100, 'other' -- so many names have a number; what comes later is called that

-- Whether this was not counted before; from now on it was.
local function first(id)
  if redis.call('ZADD', COUNTED, 'NX', NOW, id) == 0 then return false end
  redis.call('ZREMRANGEBYSCORE', COUNTED, '-inf', NOW - REMEMBERED_MS)
  redis.call('ZREMRANGEBYRANK', COUNTED, 0, -REMEMBERED - 1)
  redis.call('PEXPIRE', COUNTED, REMEMBERED_MS)
  return true
end

local function number_of(name)
  if name == '' then return '' end
  local known = redis.call('HGET', MONTH, '=' .. name)
  if known then return known end
  if tonumber(redis.call('HGET', MONTH, 'names') or 0) >= NAMES and name ~= OTHER then
    return number_of(OTHER)
  end
  local new = redis.call('HINCRBY', MONTH, 'names', 1)
  redis.call('HSET', MONTH, '=' .. name, new)
  return tostring(new)
end

local function whole(number) return string.format('%.0f', number) end

-- Adds to a field that has numbers, by spaces.
local function add(field, numbers)
  local place, sums = 0, {}
  for number in string.gmatch(redis.call('HGET', MONTH, field) or '', '%d+') do
    place = place + 1
    sums[place] = tonumber(number)
  end
  for i, number in ipairs(numbers) do sums[i] = whole((sums[i] or 0) + number) end
  redis.call('HSET', MONTH, field, table.concat(sums, ' '))
end

-- Counts what was used on a day ('DD') for a kind, by a model or ('') in so many runs.
local function count(day, kind, model, input, output, cost, times)
  add(day .. ':' .. number_of(kind) .. ':' .. number_of(model), {input, output, cost, times})
  local tokens = input + output
  if cost > 0 then redis.call('HINCRBY', MONTH, 'cost', whole(cost)) end
  if tokens == 0 then return end
  redis.call('HINCRBY', MONTH, 'tokens', whole(tokens))
  local last, had = string.match(redis.call('HGET', MONTH, 'today') or '00 0', '^(%d+) (%d+)$')
  if day > last then had = 0 end
  if day >= last then redis.call('HSET', MONTH, 'today', day .. ' ' .. whole(had + tokens)) end
end
