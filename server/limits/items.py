"""How many inputs of batches a user may have worked on."""

from agents.errors import Refused
from agents.models.request import Caller
from protocol.errors import RemoteProtocolError
from server.admission.tokens import Identity
from server.limits.limits import Limits, Take, Wanted


class ItemLimit:
    """Takes the items of a batch of its user's limit, as soon as the batch has read its inputs."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def __call__(self, caller: Caller, count: int) -> None:
        """So many items are to be made, all of them: once for a session, however often it is asked.

        Raises Refused where there are not so many left.
        """
        plan = caller.subscription
        identity = Identity(caller.user, plan == "guest", 0.0, plan=plan)
        try:
            await self._limits.take(
                identity, "", Wanted([Take("items", count)], "", caller.session)
            )
        except RemoteProtocolError as error:
            raise Refused(error.text, error.code) from error
