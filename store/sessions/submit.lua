-- Puts a command onto the inbox, once for each id (deduplication), which no other command may have
-- had; a cancel is kept apart, as the
-- name of the run that goes on now, until that run has ended.
-- An idle session takes only what its state allows; during a run everything is taken, a cancel also
-- where nothing else is.
-- ARGV: owner, command id, command name, raw command, time (ms), inbox limit, digest of its content,
-- why the user may have no more ('' where they may), the most bytes of the session, and of its inbox
-- (0: no limit); the plan of who says it ('' where that is not known), by which the session goes on.
-- Returns {status, allowed names, session status, lease holder, ttl}.
local found = redis.call('HMGET', META, 'owner', 'status', 'allows', 'ttl')
local function answer(status)
  local holder = redis.call('GET', LEASE)
  return {status, found[3], found[2], holder or '', found[4] or ''}
end
local function allowed()
  if ARGV[3] == 'cancel' then return current() end
  if found[2] == 'running' then return true end
  for name in string.gmatch(found[3], '%S+') do
    if name == ARGV[3] then return true end
  end
  return false
end

if found[1] ~= ARGV[1] then return {'missing'} end
local before = known(ARGV[2], ARGV[7])
if before then return answer(before) end
if may_be_a_messages(ARGV[2]) or may_name_others(ARGV[2]) then return answer('reserved') end
if not allowed() then return answer('rejected') end
local cancels = ARGV[3] == 'cancel'
if not cancels then
  local bytes = #ARGV[4]
  if ARGV[8] ~= '' then return answer(ARGV[8]) end
  if overflows(bytes, tonumber(ARGV[9])) then return answer('session_full') end
  local inbox = tonumber(ARGV[10])
  local over = inbox > 0 and usage(INBOX) + bytes > inbox
  if over or redis.call('LLEN', INBOX) >= tonumber(ARGV[6]) then return answer('full') end
end

remember(ARGV[2], ARGV[7])
if cancels then
  redis.call('SET', CANCEL, current())
else
  enqueue(ARGV[2], ARGV[5], ARGV[4])
  found[2] = 'running'
end
redis.call('HSET', META, 'status', found[2], 'updated', ARGV[5])
if ARGV[11] ~= '' then redis.call('HSET', META, 'plan', ARGV[11]) end
refresh(found[4])
local holder = redis.call('GET', LEASE)
-- See store/keys.py: what stands before 's:{' is the deployment's prefix.
local prefix, id = string.match(META, '^([^{]*)s:{(.*)}')
if holder then redis.call('PUBLISH', prefix .. 'w:' .. holder, id) end
return answer('accepted')
