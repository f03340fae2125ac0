-- Appends events and, in the same step, records a finished step or a mark of the run, or both.
-- ARGV: publish verb, log limit, token, expected head, step name ('' for none), its result,
-- whether there is a mark, the mark, then the events.
-- Returns the head, or FENCED, or LOST.
local first = 9
local head, fresh = place(META, tonumber(ARGV[3]), tonumber(ARGV[4]), #ARGV - first + 1)
if head < 0 then return head end
if fresh then append(META, LOG, head, first, #ARGV, ARGV[1], tonumber(ARGV[2])) end
if ARGV[5] ~= '' then
  redis.call('HSET', STEPS, ARGV[5], ARGV[6])
  redis.call('HDEL', META, 'takeovers')
end
if ARGV[7] == '1' then
  redis.call('SET', MARK, ARGV[8])
  redis.call('HSET', META, 'marked', head)
end
local ttl = lifetime(META)
if ttl then
  redis.call('PEXPIRE', STEPS, ttl)
  redis.call('PEXPIRE', MARK, ttl)
end
return head
