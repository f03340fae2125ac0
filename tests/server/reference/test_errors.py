"""docs/errors.md, as far as it is more than what it is made from."""

from protocol.errors import CloseCode, Gap
from server.reference.errors import errors
from tests.documents import rows


def test_errors_document_has_every_close_code_and_what_a_client_does() -> None:
    told = {row[0]: row[2] for row in rows(errors()) if len(row) == 3}
    assert set(told) == {str(int(code)) for code in CloseCode}
    assert told["1012"] == "reconnects at once"


def test_errors_document_leaves_out_what_is_never_sent() -> None:
    assert f"`{Gap.code}`" not in errors()
