-- Appends events and, in the same step, records a finished step or a mark of the run, or both.
-- ARGV: publish verb, log limit, the header, the step's result, the mark, then the events.
-- The header, in MessagePack: token, expected head, step (its name, nothing for none), marked
-- (whether there is a mark), most (bytes of the session; 0: no limit). What is bytes stands beside it,
-- as cmsgpack reads only text.
-- Returns the head, or the same `as_full`, or FENCED, or LOST.
local first, header = 6, cmsgpack.unpack(ARGV[3])
local head, fresh = place(META, header.token, header.expected, #ARGV - first + 1)
if head < 0 then return head end
if fresh then append(META, LOG, head, first, #ARGV, ARGV[1], tonumber(ARGV[2])) end
if header.step then
  redis.call('HSET', STEPS, header.step, ARGV[4])
  redis.call('HDEL', META, 'takeovers')
end
if header.marked then
  redis.call('SET', MARK, ARGV[5])
  redis.call('HSET', META, 'marked', head)
end
local ttl = lifetime(META)
if ttl then
  redis.call('PEXPIRE', STEPS, ttl)
  redis.call('PEXPIRE', MARK, ttl)
end
return overflows(0, header.most) and as_full(head) or head
