"""Reading files that strangers send: each in a process of its own, which can do little else."""
