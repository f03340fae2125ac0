"""A kind's table is checked when its class is made."""

import pytest

from agents.errors import MachineError
from agents.kind import Action, On
from tests.agents.kind.making import make


def test_class_with_unreachable_phase_is_refused():
    with pytest.raises(MachineError, match="'lost' cannot be reached"):
        make(
            {
                "open": {"start": On("handle", ("open",))},
                "lost": {"message": On("handle", ("open",))},
            }
        )


def test_class_with_missing_handler_is_refused():
    with pytest.raises(MachineError, match="'nobody' is missing"):
        make({"open": {"start": On("nobody", ("open",))}})


def test_class_with_sync_handler_is_refused():
    with pytest.raises(MachineError, match="not async"):
        make({"open": {"start": On("handle", ("open",))}}, handle=lambda self, turn: "open")


def test_class_with_unknown_phase_is_refused():
    with pytest.raises(MachineError, match="'nowhere' has no row"):
        make({"open": {"start": On("handle", ("nowhere",))}})


def test_class_with_dead_end_is_refused():
    with pytest.raises(MachineError, match="'end' cannot be left"):
        make({"open": {"start": On("handle", ("end",))}, "end": {}})


def test_class_with_declared_end_is_accepted():
    make({"open": {"start": On("handle", ("end",))}, "end": {}}, final=frozenset({"end"}))


def test_class_with_undeclared_action_is_refused():
    with pytest.raises(MachineError, match="'action:go' is not a command"):
        make({"open": {"start": On("handle", ("open",)), "action:go": On("handle", ("open",))}})


def test_class_with_unused_action_is_refused():
    with pytest.raises(MachineError, match="never taken"):
        make({"open": {"start": On("handle", ("open",))}}, actions=(Action("go", "Go"),))
