"""The process beside a worker in which long texts are looked through: see `helper`.

Requests come on standard input and answers go to what was standard output, each as a pickle behind
its length. Both ends are this program's own.
"""

import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from typing import Any, BinaryIO, Literal, NamedTuple

from agents.kind.kind import Kind
from agents.kind.loader import load

LENGTH = struct.Struct("!I")
"""What stands before each pickle: how many bytes it has."""

NICENESS = 5
"""How far it stands back behind the workers, which are to stay prompt. On a machine that has no
time left it still gets a quarter of what they do, so that what takes a moment is done in time."""

GRACE_S = 1.0
"""So long after the time limit it ends itself: by then the worker, which ends it, is gone."""


class Named(NamedTuple):
    """A function of a task of a kind: it may be one that has no name of its own."""

    kind: str
    task: str
    part: Literal["rule", "check", "unfit", "mend"]


class Answer(NamedTuple):
    """What came of a call: a value, or an error; `elsewhere` where no pickle can hold it."""

    how: Literal["value", "error", "elsewhere"]
    what: Any = None


def functions(kinds: Iterable[Kind]) -> dict[Named, Callable[..., Any]]:
    """All functions of the kinds' tasks."""
    found: dict[Named, Callable[..., Any]] = {}
    for kind in kinds:
        found |= {Named(kind.name, task, "rule"): rule for task, rule in kind.offline.items()}
        for name, task in kind.asked.items():
            if task.check:
                found[Named(kind.name, name, "check")] = task.check
            if task.unfit:
                found[Named(kind.name, name, "unfit")] = task.unfit
            if task.mend:
                found[Named(kind.name, name, "mend")] = task.mend
    return found


def main() -> None:
    """Be the process: `argv` has the time limit in seconds, and modules with further kinds."""
    seconds, modules = float(sys.argv[1]), sys.argv[2:]
    # It ends when the worker does, which works on until it is drained: a signal to all of a
    # terminal's or a service's processes is not meant for it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(NICENESS)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a kind prints is no answer
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    kinds = load(modules).values()
    known = functions(kinds)
    for kind in kinds:
        kind.prepare()
    _write(answers, pickle.dumps(Answer("value")))
    while True:
        request = requests.get()
        # The thread sees that the worker is gone; in the midst of a regular expression, which
        # holds the interpreter's lock, it would see nothing.
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_S)
        answer = _packed(_answer(known, request))
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answers, answer)


def _read(source: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> None:
    """Take requests in, until the worker is gone: then end the process, whatever it does."""
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        requests.put(source.read(*LENGTH.unpack(head)))
    os._exit(0)


def _write(target: BinaryIO, raw: bytes) -> None:
    target.write(LENGTH.pack(len(raw)) + raw)
    target.flush()


def _answer(known: Mapping[Named, Callable[..., Any]], request: bytes) -> Answer:
    try:
        function, given = pickle.loads(request)  # noqa: S301 - it is our own worker's
        if isinstance(function, Named):
            function = known[function]
        value = function(*given)
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        return Answer("error", error)
    return Answer("elsewhere") if isinstance(value, AsyncGenerator) else Answer("value", value)


def _packed(answer: Answer) -> bytes:
    try:
        raw = pickle.dumps(answer)
        pickle.loads(raw)  # noqa: S301 - ours; an error may be made by more than it keeps
    except Exception:
        if answer.how == "value":
            return pickle.dumps(Answer("elsewhere"))
        said = f"{type(answer.what).__name__}: {answer.what}"
        return pickle.dumps(Answer("error", RuntimeError(said)))
    return raw
