-- Shared: the keys of a call of a model, and the money that is held for it.

local CALL, CIRCUIT, RESTS = KEYS[1], KEYS[2], KEYS[3]
local FIRST_BUDGET = 5 -- from here on budget and holds by turns
local BUDGET_MS = 3 * 86400000 -- a budget's scope names a day: nobody asks for it much later

-- Until when (ms) a key rests; 0 where it does not.
local function rests_until(key)
  local rest = redis.call('HGET', RESTS, 'rest:' .. key)
  return rest and tonumber(string.match(rest, '^%d+')) or 0
end

-- Gives back to a budget what is held for a call, if anything still is.
local function free(budget, holds, call)
  local amount = redis.call('HGET', budget, 'hold:' .. call)
  if amount then redis.call('HINCRBY', budget, 'held', 0 - amount) end
  redis.call('HDEL', budget, 'hold:' .. call)
  redis.call('ZREM', holds, call)
end
