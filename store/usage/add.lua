-- Adds what another user has used in the same month, once.
-- KEYS: the month, what was counted. ARGV: an id of this, how long the month is kept from now on (ms), then
-- for each row: day, kind, model, input, output, cost, times.
-- Returns 1, or 0 where it was added before.
if not first(ARGV[1]) then return 0 end
for i = 3, #ARGV, 7 do
  local numbers = {}
  for j = 3, 6 do numbers[j] = tonumber(ARGV[i + j]) end
  count(ARGV[i], ARGV[i + 1], ARGV[i + 2], numbers[3], numbers[4], numbers[5], numbers[6])
end
redis.call('PEXPIRE', MONTH, ARGV[2])
return 1
