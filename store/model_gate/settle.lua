-- Settles a call of a model, once: its outcome goes to the circuit, its key rests where it has to,
-- what was held for it is given back, what it cost is spent (also where its hold had run out), and
-- its record is kept.
-- KEYS: call, circuit, rests, the day's records, then budget and holds of each scope.
-- ARGV: call, outcome, key, rest (ms), its cause, record ('' for none), how long to keep it
-- (ms), how long to remember that the call is settled (ms); share (percent), minimum, window (ms)
-- and cooldown (ms) of the breaker; the model that the key rests for ('' for all); then what is spent
-- of each budget and how long to keep it (ms).
local RECORDS, BUCKETS = KEYS[4], 10
local id, outcome, rest = ARGV[1], ARGV[2], tonumber(ARGV[4])
local share, minimum = tonumber(ARGV[9]), tonumber(ARGV[10])

local function open()
  redis.call('DEL', CIRCUIT)
  redis.call('HSET', CIRCUIT, 'until', NOW + ARGV[12])
end

-- Counts the outcome, and returns how many failed, and how many there were, in the window: this
-- tenth of it and the nine before. Older ones are dropped.
local function count()
  local bucket = math.floor(NOW / (ARGV[11] / BUCKETS))
  redis.call('HINCRBY', CIRCUIT, outcome .. ':' .. bucket, 1)
  local found, sums = redis.call('HGETALL', CIRCUIT), {ok = 0, failed = 0}
  for i = 1, #found, 2 do
    local name, number = string.match(found[i], '^(%a+):(%d+)$')
    if math.abs(bucket - number) < BUCKETS then
      sums[name] = sums[name] + found[i + 1]
    else
      redis.call('HDEL', CIRCUIT, found[i])
    end
  end
  return sums.failed, sums.ok + sums.failed
end

-- A probe decides. Of the others only a failure opens a closed circuit, and what comes in late from
-- before it opened changes nothing.
local function judge()
  local probe = redis.call('HDEL', CIRCUIT, 'probe:' .. id) == 1
  if outcome == 'neutral' then return end
  if redis.call('HEXISTS', CIRCUIT, 'until') == 0 then
    local failed, all = count()
    if outcome == 'failed' and all >= minimum and failed * 100 >= share * all then open() end
  elseif probe and outcome == 'ok' then
    redis.call('DEL', CIRCUIT)
  elseif probe then
    open()
  end
end

if redis.call('HEXISTS', CALL, 'settled') == 1 then return end
redis.call('HSET', CALL, 'key', ARGV[3], 'settled', NOW)
redis.call('HSETNX', CALL, 'probe', 0)
redis.call('PEXPIRE', CALL, ARGV[8])
local name = rest_of(ARGV[3], ARGV[13])
if rest > 0 and NOW + rest > lasts_until(name) then
  redis.call('HSET', RESTS, name, NOW + rest .. ' ' .. ARGV[5])
end
for i = FIRST_BUDGET, #KEYS, 2 do
  free(KEYS[i], KEYS[i + 1], id)
  local at = 13 + i - FIRST_BUDGET
  redis.call('HINCRBY', KEYS[i], 'spent', ARGV[at + 1])
  redis.call('PEXPIRE', KEYS[i], ARGV[at + 2])
end
if ARGV[6] ~= '' then
  redis.call('RPUSH', RECORDS, ARGV[6])
  redis.call('PEXPIRE', RECORDS, ARGV[7])
end
judge()
