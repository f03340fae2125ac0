-- Appends to many logs at once: for each, all of its events in order, or nothing.
-- Only the holder of the session's newest token may; sent again after a lost answer, it is done once.
-- KEYS: meta, log of each session.
-- ARGV: publish verb, log limit, the most bytes of a session (0: no limit), in MessagePack (token,
-- expected head, number of its events) for each session, then the events of all. (Words cost the
-- sender dear: it packs this once a token.)
-- Returns for each session its head, or the same `as_full`, or FENCED, or LOST.
local publish, limit, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local reply, first = {}, 5
for i, part in ipairs(cmsgpack.unpack(ARGV[4])) do
  local meta, n = KEYS[2 * i - 1], part[3]
  local head, fresh = place(meta, part[1], part[2], n)
  if fresh and append(meta, KEYS[2 * i], head, first, first + n - 1, publish, limit)
    and fills(meta, KEYS[2 * i], most) then
    head = as_full(head)
  end
  reply[i] = head
  first = first + n
end
return reply
