-- Shared: what keys take of Redis' memory.

-- In bytes. Of lists Redis looks at each of the blocks that they are made of, not at each element; of
-- others at all (0), or at so many `samples`.
local function usage(key, samples)
  return redis.call('MEMORY', 'USAGE', key, 'SAMPLES', samples or 0) or 0
end
