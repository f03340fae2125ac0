"""The HTTP resources, one module each. No module imports another one."""
