"""The HTTP resources, one module each. A module imports no other one."""
