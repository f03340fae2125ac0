-- Appends to many logs at once: for each, all of its events in order, or nothing.
-- Only the holder of the session's newest token may; sent again after a lost answer, it is done once.
-- KEYS: meta, log of each session.
-- ARGV: publish verb, log limit, then for each session: token, expected head, n, n events.
-- Returns for each session its head, or FENCED, or LOST.
local publish, limit = ARGV[1], tonumber(ARGV[2])
local reply, at = {}, 3
for i = 1, #KEYS, 2 do
  local n = tonumber(ARGV[at + 2])
  local head, fresh, ttl = place(KEYS[i], ARGV[at], tonumber(ARGV[at + 1]), n)
  if fresh then
    append(KEYS[i], KEYS[i + 1], head, ttl, at + 3, at + 2 + n, publish, limit)
  end
  reply[#reply + 1] = head
  at = at + 3 + n
end
return reply
