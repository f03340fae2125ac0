"""Whether whoever sends a file allows that a model is shown it as it is."""

from starlette.requests import Request

from protocol.catalogue import Text
from protocol.errors import Malformed
from server.http.operations import Field

NO_CONSENT = Text("errors.malformed.vision")

VISION = Field("vision", "Whether a model may be shown the file as it is", bool)


def allows_vision(request: Request) -> bool:
    """What the request's `vision` says; no where it says nothing. Raises Malformed."""
    said = request.query_params.get("vision", "false")
    if said not in ("true", "false"):
        raise Malformed(NO_CONSENT)
    return said == "true"
