-- Appends to many logs at once: for each, all of its events in order, or nothing.
-- Only the holder of the session's newest token may; sent again after a lost answer, it is done once.
-- KEYS: meta, log of each session.
-- ARGV: publish verb, log limit, in MessagePack (token, expected head, number of its events) for
-- each session, then the events of all. (Words cost the sender dear: it packs this once a token.)
-- Returns for each session its head, or FENCED, or LOST.
local publish, limit = ARGV[1], tonumber(ARGV[2])
local reply, first = {}, 4
for i, part in ipairs(cmsgpack.unpack(ARGV[3])) do
  local meta, n = KEYS[2 * i - 1], part[3]
  local head, fresh = place(meta, part[1], part[2], n)
  if fresh then
    append(meta, KEYS[2 * i], head, first, first + n - 1, publish, limit)
  end
  reply[i] = head
  first = first + n
end
return reply
