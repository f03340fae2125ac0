-- Takes bytes for a member of an account, where the limits leave room for them. A member that is new
-- has them only for as long as a claim lasts: then they are settled, or nobody has used them.
-- KEYS: the account's bytes, and ends. ARGV: member, bytes, most bytes, most members (0: no limit),
-- how long a claim lasts (ms).
-- Returns {what is wrong ('' for nothing), when the account was last counted anew (ms ago)}.
lapse()
local entry = 'kept:' .. ARGV[1]
local more, most, members = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local ends = redis.call('ZSCORE', ENDS, entry)
local why = ''
if not ends and members > 0 and not is_item(ARGV[1]) and had('members') >= members then
  why = 'too_many'
elseif most > 0 and sum() + more > most then
  why = 'quota'
else
  put(entry, had(entry) + more, ends or NOW + ARGV[5])
  keep_until_empty()
end
return {why, NOW - had('counted')}
