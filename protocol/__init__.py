"""The session protocol: its vocabulary and the rules of a connection.

Pure: no I/O, no asyncio, and nothing of the other rooms. Import the module you need; this
file loads none of them.
"""
