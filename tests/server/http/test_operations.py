"""Which errors follow from what an operation declares."""

from starlette.requests import Request
from starlette.responses import Response

from protocol.errors import Conflict, NotFound
from server.http.operations import Answer, Operation, as_json

DONE = (Answer(200, "Done"),)


async def handler(request: Request) -> Response:
    """Does it."""
    return Response()


def names(operation: Operation) -> list[str]:
    return [error.__name__ for error in operation.all_errors()]


def test_operation_for_everybody_fails_by_what_it_names_and_by_faults_of_ours() -> None:
    operation = Operation(handler, DONE, errors=(Conflict, NotFound), signed_in=False)
    assert names(operation) == ["NotFound", "Conflict", "Internal"]


def test_operation_for_who_is_signed_in_refuses_others() -> None:
    expected = ["NotSignedIn", "Forbidden", "RateLimited", "Internal", "Unavailable"]
    assert names(Operation(handler, DONE)) == expected


def test_operation_with_a_body_refuses_those_that_do_not_fit() -> None:
    operation = Operation(handler, DONE, body=as_json(int), signed_in=False)
    assert names(operation) == ["TooSlow", "TooLarge", "Malformed", "Internal"]
