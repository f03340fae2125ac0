-- Admission control: admits a call of a model, or says why not. The model's circuit has to be
-- closed (or half open, with a probe to spare), one of the keys awake for it, room in the minute,
-- and room in every budget for the reservation beside what was spent and what is held. Only a call
-- that is admitted changes anything; admitted again, after a lost answer, it gets the same answer.
-- KEYS: call, circuit, rests, minute, then budget and holds of each scope.
-- ARGV: call, the caller's time (ms), which the minute goes by, hold (ms), claim of a probe (ms),
-- probes, calls in a minute (0: no limit), model, n keys, n keys, then scope, limit, reservation and
-- how long to keep it (ms) of each budget.
-- Returns {'ok', key, 0, whether it is a probe}, or {'open' | 'resting' | 'busy', '', wait (ms),
-- 0}, or {'over_budget', '', wait (ms), 0, scope, what is left of it}, where the wait is 0 if the budget
-- is spent: time helps only where it is held for calls that are under way.
local MINUTE, MINUTE_MS = KEYS[4], 60000
local PROBED_MS = 1000 -- when to ask again where all probes are out
local HELD_MS = 500 -- when to ask again where what is left of a budget is held
local id = ARGV[1]
local probes, per_minute, model = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local first_key, last_key = 9, 8 + ARGV[8]

-- What is said of the budget whose keys begin there: scope, limit, reservation, how long to keep it (ms).
local function said(i)
  local at = last_key + 2 * (i - FIRST_BUDGET)
  return ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
end

-- How long the circuit keeps calls off (ms), and whether a call that it lets through is a probe.
local function circuit()
  local open_until = tonumber(redis.call('HGET', CIRCUIT, 'until'))
  if not open_until then return 0, false end
  if open_until > NOW then return open_until - NOW, false end
  local found, claims = redis.call('HGETALL', CIRCUIT), 0
  for i = 1, #found, 2 do
    local lapses = string.find(found[i], '^probe:') and tonumber(found[i + 1]) or 0
    if lapses > NOW then claims = claims + 1 end
  end
  return claims < probes and 0 or PROBED_MS, true
end

-- The keys that rest neither for this model nor for all, and when the first of the others is
-- back (ms).
local function awake()
  local keys, back = {}, nil
  for i = first_key, last_key do
    local rest = math.max(lasts_until(rest_of(ARGV[i], '')), lasts_until(rest_of(ARGV[i], model)))
    if rest <= NOW then
      keys[#keys + 1] = ARGV[i]
    else
      back = math.min(back or rest, rest)
    end
  end
  return keys, back
end

-- The scope of the first budget that is spent, else of the first that has no room beside what it
-- holds; when to ask again (ms); and what is left of it. Holds whose time has run out do not count.
local function exhausted()
  local full, rest
  for i = FIRST_BUDGET, #KEYS, 2 do
    for _, call in ipairs(redis.call('ZRANGEBYSCORE', KEYS[i + 1], '-inf', NOW)) do
      free(KEYS[i], KEYS[i + 1], call)
    end
    local sums = redis.call('HMGET', KEYS[i], 'spent', 'held')
    local scope, limit, reserve = said(i)
    local unspent = limit - (sums[1] or 0)
    local left = unspent - reserve
    if left < 0 then return scope, 0, math.max(0, unspent) end
    if left < tonumber(sums[2] or 0) and not full then full, rest = scope, unspent end
  end
  return full, HELD_MS, rest
end

local known = redis.call('HMGET', CALL, 'key', 'probe')
if known[1] then return {'ok', known[1], 0, tonumber(known[2])} end
local wait, probe = circuit()
if wait > 0 then return {'open', '', wait, 0} end
local keys, back = awake()
if #keys == 0 then return {'resting', '', back - NOW, 0} end
if per_minute > 0 and tonumber(redis.call('GET', MINUTE) or 0) >= per_minute then
  return {'busy', '', MINUTE_MS - ARGV[2] % MINUTE_MS, 0}
end
local scope, held, left = exhausted()
if scope then return {'over_budget', '', held, 0, scope, left} end

local key = keys[redis.call('HINCRBY', RESTS, 'turn', 1) % #keys + 1]
redis.call('HSET', CALL, 'key', key, 'probe', probe and 1 or 0)
redis.call('PEXPIRE', CALL, ARGV[3])
if probe then redis.call('HSET', CIRCUIT, 'probe:' .. id, NOW + ARGV[4]) end
if per_minute > 0 then
  redis.call('INCR', MINUTE)
  redis.call('PEXPIRE', MINUTE, 2 * MINUTE_MS)
end
for i = FIRST_BUDGET, #KEYS, 2 do
  local _, _, reserve, keep = said(i)
  redis.call('HINCRBY', KEYS[i], 'held', reserve)
  redis.call('HSET', KEYS[i], 'hold:' .. id, reserve)
  redis.call('ZADD', KEYS[i + 1], NOW + ARGV[3], id)
  redis.call('PEXPIRE', KEYS[i], keep)
  redis.call('PEXPIRE', KEYS[i + 1], keep)
end
return {'ok', key, 0, probe and 1 or 0}
