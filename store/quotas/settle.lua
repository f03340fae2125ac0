-- Writes down what members of an account have, in place of what was taken for them or settled before.
-- KEYS: the account's bytes, and ends. ARGV: 1 where all members are counted anew, then for each
-- member: name, bytes kept, in how many ms they end (-1: never), bytes of its log, when that ends.
-- Returns its sums.
lapse()
for i = 2, #ARGV, 5 do
  put('kept:' .. ARGV[i], tonumber(ARGV[i + 1]), ends_in(ARGV[i + 2]))
  put('log:' .. ARGV[i], tonumber(ARGV[i + 3]), ends_in(ARGV[i + 4]))
end
if ARGV[1] == '1' then redis.call('HSET', BYTES, 'counted', NOW) end
return {sums(keep_until_empty())}
