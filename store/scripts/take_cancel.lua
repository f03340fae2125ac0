-- Takes the cancel that waits for the run going on, if this token is the newest.
-- ARGV: token. Returns the id of the cancel command, or nothing.
if redis.call('HGET', META, 'fence') ~= ARGV[1] then return false end
local id = redis.call('GET', CANCEL)
redis.call('DEL', CANCEL)
return id
