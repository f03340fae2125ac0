"""The measures, one module each: `async def measure(lab) -> list[Row]`."""
