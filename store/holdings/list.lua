-- Reads what listings show of holdings, in order, until their heads come to so many bytes; of the first
-- in any case.
-- KEYS: the holdings. ARGV: bytes.
-- Returns for each that was looked at nothing (it has run out), or {title, status, hash, version,
-- created, updated, length of its head, head}.
local left, rows = tonumber(ARGV[1]), {}
for i, key in ipairs(KEYS) do
  local found =
    redis.call('HMGET', key, 'title', 'status', 'hash', 'version', 'created', 'updated', 'length')
  if found[1] then
    left = left - found[7]
    if left < 0 and i > 1 then break end
    found[8] = redis.call('HGET', key, 'head:' .. found[4])
  end
  rows[i] = found[1] and found
end
return rows
