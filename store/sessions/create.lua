-- Makes a session with its first command on the inbox, or says what stands under that id.
-- The fence starts at the clock: a writer of a deleted session of the same id stays shut out.
-- ARGV: owner, kind, input, options, title, time (ms), time to live (ms, '' for none), epoch,
-- command id, raw command, the kind's version, of which the input is, the id of the message that
-- the command brings ('' for none): no later command may bear it; the digests of both contents; why
-- the owner may have no more ('' where they may); the language of who asks ('' for none); the session
-- whose item it is ('' for none); the plan of the owner ('' where that is not known). An item's command waits in its meta until begin.lua.
-- Returns {'created', size}, the latter as `measure` does; or {'exists'} (same owner, kind, input, and
-- nothing said that was not said then), or {'conflict'}, or {'foreign'}, or {why there is no more}.
local found = redis.call('HMGET', META, 'owner', 'kind', 'input', 'parent')
if found[1] then
  -- Of a session that moves to another owner, this item may have moved first, or not yet.
  local same_parent = ARGV[17] ~= '' and found[4] == ARGV[17]
  if found[1] ~= ARGV[1] and not same_parent then return {'foreign'} end
  if found[2] ~= ARGV[2] or found[3] ~= ARGV[3] then return {'conflict'} end
  local again = known(ARGV[9], ARGV[13])
  -- Another start says the same where it brings no words, or those that stand there already.
  if not again and ARGV[12] ~= '' then again = known(ARGV[12], ARGV[14]) or 'conflict' end
  return {again == 'conflict' and again or 'exists'}
end
if ARGV[15] ~= '' then return {ARGV[15]} end
local item = ARGV[17] ~= ''
redis.call('DEL', unpack(KEYS))
redis.call('HSET', META, 'owner', ARGV[1], 'kind', ARGV[2], 'input', ARGV[3], 'options', ARGV[4],
  'title', ARGV[5], 'created', ARGV[6], 'updated', ARGV[6], 'epoch', ARGV[8], 'head', 0,
  'fence', now_ms(), 'run_id', incarnation(), 'status', item and 'idle' or 'running', 'allows', '', 'worker', '',
  'input_version', ARGV[11], 'language', ARGV[16], 'plan', ARGV[18])
if item then redis.call('HSET', META, 'parent', ARGV[17], 'waiting', ARGV[9] .. '\n' .. ARGV[10]) end
local ttl = ARGV[7] ~= '' and ARGV[7]
if ttl then redis.call('HSET', META, 'ttl', ttl) end
if ARGV[12] ~= '' then remember(ARGV[12], ARGV[14]) end
remember(ARGV[9], ARGV[13])
if not item then enqueue(ARGV[9], ARGV[6], ARGV[10]) end
refresh(ttl)
return {'created', measure()}
