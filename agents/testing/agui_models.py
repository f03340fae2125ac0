"""What AG-UI's own library says to a log. The library is loaded when it is asked."""

from collections.abc import Iterable

import msgspec

from protocol.events import Event


def assert_agui_accepts(log: Iterable[Event]) -> None:
    """Raise AssertionError unless every event fits AG-UI's own models.

    Their order is held by `assert_log_is_valid`. Raises ImportError, which says what to install,
    where AG-UI's library is not there.
    """
    try:
        from ag_ui.core import Event as AguiEvent
        from pydantic import TypeAdapter, ValidationError
    except ImportError as error:
        raise ImportError(
            "AG-UI's models come from ag-ui-protocol: pip install 'careerpilot[testing]'"
        ) from error
    models = TypeAdapter(AguiEvent)
    for number, event in enumerate(log):
        wire = msgspec.to_builtins(event)
        try:
            models.validate_python(wire)
        except ValidationError as error:
            raise AssertionError(f"event {number} is none of AG-UI: {wire}\n{error}") from error
