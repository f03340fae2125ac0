-- Shared: Redis' time, as what is set by it binds all workers, whose own clocks differ.

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
