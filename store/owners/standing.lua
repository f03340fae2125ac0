-- How much of what a user may have they have. KEYS: the account's bytes, and ends.
-- Returns {bytes, sessions}.
return {sum(), had('members')}
