-- Shared: Redis' time, as what is set by it binds all workers, whose own clocks differ.

local function now_us()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function now_ms()
  return math.floor(now_us() / 1000)
end
