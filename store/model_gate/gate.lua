-- Shared: the keys of a call of a model, and the money that is held for it.

local CALL, CIRCUIT, RESTS = KEYS[1], KEYS[2], KEYS[3]
local FIRST_BUDGET = 5 -- from here on budget and holds by turns
local NOW = now_ms()

-- What the rest of a key goes by: for one model, or where that is '' for all of the provider's.
local function rest_of(key, model)
  return model == '' and 'rest:' .. key or 'rest:' .. key .. ':' .. model
end

-- Until when (ms) a rest lasts; 0 where there is none.
local function lasts_until(name)
  local rest = redis.call('HGET', RESTS, name)
  return rest and tonumber(string.match(rest, '^%d+')) or 0
end

-- Gives back to a budget what is held for a call, if anything still is.
local function free(budget, holds, call)
  local amount = redis.call('HGET', budget, 'hold:' .. call)
  if amount then redis.call('HINCRBY', budget, 'held', 0 - amount) end
  redis.call('HDEL', budget, 'hold:' .. call)
  redis.call('ZREM', holds, call)
end
