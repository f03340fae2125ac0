"""Documents as people have them, read as a person reads them: bytes in, a text out.

Everything here is pure. What limits the time and the memory that a hostile file takes is around it,
not in it.
"""
