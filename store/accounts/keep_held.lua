-- What a guest kept besides sessions stays for good. KEYS: of their slot.
for _, key in ipairs(KEYS) do
  redis.call('PERSIST', key)
  if redis.call('TYPE', key).ok == 'hash' then redis.call('HDEL', key, 'ends') end
end
return 1
