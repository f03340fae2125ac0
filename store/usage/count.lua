-- Counts what was used, once.
-- KEYS: the month, what was counted. ARGV: its id, the day ('DD'), kind, model ('' for a run), input and
-- output tokens, cost, how long the month is kept from now on (ms).
-- Returns 1, or 0 where it was counted before.
if not first(ARGV[1]) then return 0 end
local input, output, cost = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
count(ARGV[2], ARGV[3], ARGV[4], input, output, cost, 1)
redis.call('PEXPIRE', MONTH, ARGV[8])
return 1
