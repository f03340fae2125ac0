-- Measures what a user holds, and writes down what each takes.
-- KEYS: the account's bytes, and ends, then what is held. ARGV: the members' names, in that order.
for i, member in ipairs(ARGV) do
  local key = KEYS[i + 2]
  put('held:' .. member, usage(key), ends_in(redis.call('PTTL', key)))
end
keep_until_empty()
