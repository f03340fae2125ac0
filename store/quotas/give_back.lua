-- Gives back what was taken for a member and not used.
-- KEYS: the account's bytes, and ends. ARGV: member, bytes.
local entry = 'kept:' .. ARGV[1]
local ends = redis.call('ZSCORE', ENDS, entry)
if ends then
  put(entry, math.max(0, had(entry) - ARGV[2]), ends)
  keep_until_empty()
end
