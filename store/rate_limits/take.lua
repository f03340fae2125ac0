-- Takes one from each limit, or from none of them: GCRA, the generic cell rate algorithm
-- (ITU-T I.371, annex A). A key holds one number, when all that was taken will have come free (µs).
-- KEYS: one for each limit. ARGV: for each, how long one takes to come free (µs), and the burst.
-- Returns how long to wait until one may be taken (µs): 0 where it was.
local now = now_us()

local function keep(key, free)
  redis.call('SET', key, string.format('%.0f', free), 'PX', math.ceil((free - now) / 1000))
end

local wait, taken = 0, {}
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local free, full = tonumber(redis.call('GET', key) or 0), now + interval * burst
  if free > full then
    -- A clock was set back, or a limit lowered: that shuts nobody out for longer than the limit.
    free = full
    keep(key, free)
  end
  taken[i] = math.max(free, now) + interval
  wait = math.max(wait, taken[i] - full)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  keep(key, taken[i])
end
return 0
