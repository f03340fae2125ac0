"""What calls of models took, entered for the users whom they were made for."""

from agents.gateway.usage_log import UsageRecord
from store.usage.types import Used
from store.usage.usage import Usage, day_of


class UsageLedger:
    """Counts each call once, by its id. What took nothing, as an answer that was kept, is not."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    async def count(self, record: UsageRecord) -> None:
        """Count a call. Raises StoreUnavailable, and then it may be counted again."""
        read, written = record.input_tokens or 0, record.output_tokens or 0
        if not record.user or not (read or written or record.cost):
            return
        model = f"{record.provider}/{record.model}"
        used = Used(day_of(record.at), record.kind, model, read, written, record.cost)
        guest = record.subscription == "guest"
        await self._usage.count(record.user, record.call, used, guest=guest)
