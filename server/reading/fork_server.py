"""The process that those which read files are forked from: see `sandbox`.

It has loaded all that reading needs, which takes longer than reading a résumé, and sees no file
itself: what one leaves behind ends with the process that read it, and none gets to the next. It
has one thread, as a process with more can't be forked safely.

On its standard input, a Unix socket, come the sockets of files; when that ends, it ends. A file's
socket brings the order and the bytes to a new process and what came of it back; then, from here,
the status of the process. When whoever sent it hangs up, the process is killed.
"""

import datetime as dt
import gc
import importlib
import os
import select
import signal
import socket
import struct

from server.reading.confinement import end_with_parent
from server.reading.reading_process import read_for

READY = b"+"
STATUS = struct.Struct("!i")
NOT_FORKED = 1 << 16
"""In place of a status: there was no process."""
TAKEN_S = 5.0
"""So long the worker's loop may stand still before it takes an answer."""

READERS = (
    "data_file", "docx", "html", "hwpx", "json_resume", "linkedin", "odt", "pdf.page_image",
    "pdf.reader", "read", "rtf", "text_file",
)  # fmt: skip
SAMPLE = (
    "Ada Example\nada@example.com\n\nExperience\nTeacher, Example School\n2019 - 2021\n• Taught"
)


def main() -> None:
    """Be the process."""
    end_with_parent()
    # A terminal's signals are not for it. A session of its own would have a share of its own
    # (sched_autogroup), and being nice would help nobody outside of it.
    os.setpgid(0, 0)
    control = socket.socket(fileno=0)
    # Not before, as the worker has this module as well, and does not need them.
    from agents.resume.parse import parse

    for reader in READERS:
        importlib.import_module(f"agents.reading.{reader}")
    parse(SAMPLE, today=dt.date(2026, 1, 1))  # has the lists read, too
    gc.freeze()  # what is loaded is shared by all for as long as none writes to it
    control.sendall(READY)
    _Processes(control).serve()


class _Processes:
    """Those that read files now, each with the socket of its file."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._pid = os.getpid()
        self._files: dict[int, socket.socket] = {}
        self._woken, self._waker = socket.socketpair()
        self._poll = select.poll()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def serve(self) -> None:
        """Start a process for each socket that comes, until no more can come."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        going_on = True
        while going_on:
            ready = {fd for fd, _ in self._poll.poll()}
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
                self._report_ended()
            # Those that nobody waits for go first, so that there are never more than are asked for.
            for pid, file in list(self._files.items()):
                if file.fileno() in ready:
                    self._kill(pid)
            if self._control.fileno() in ready:
                going_on = self._start_next()
        for pid in list(self._files):
            self._kill(pid)

    def _report_ended(self) -> None:
        while self._files:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._close(self._files.pop(pid), os.waitstatus_to_exitcode(status))

    def _kill(self, pid: int) -> None:
        """Kill a process, and what it may have started."""
        for kill in (os.killpg, os.kill):  # it may not lead its group yet
            try:
                kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        os.waitpid(pid, 0)
        self._close(self._files.pop(pid), -signal.SIGKILL)

    def _close(self, file: socket.socket, status: int) -> None:
        self._poll.unregister(file)
        _say(file, status)

    def _start_next(self) -> bool:
        """False where there is no next."""
        message, fds, _, _ = socket.recv_fds(self._control, 1, 1)
        if not message:
            return False
        if not fds:
            return True
        file = socket.socket(fileno=fds[0])
        try:
            pid = os.fork()
        except OSError:
            _say(file, NOT_FORKED)
            return True
        if not pid:
            self._become_reader(file)
        self._files[pid] = file
        self._poll.register(file, 0)  # tells that the other side has hung up
        return True

    def _become_reader(self, file: socket.socket) -> None:
        """Be the new process, which has nothing of the others', and end."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_with_parent()
            if os.getppid() != self._pid:
                return  # it has ended before the kernel knew
            os.setpgid(0, 0)  # no session: see main
            for other in (self._control, self._woken, self._waker, *self._files.values()):
                other.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            read_for(file)
        finally:
            # What a hostile file has made of the libraries' memory is not taken apart.
            os._exit(1)


def _say(file: socket.socket, status: int) -> None:
    """The last that is said of a file, behind an answer that may not be taken yet."""
    with file:
        try:
            file.settimeout(TAKEN_S)
            file.sendall(STATUS.pack(status))
        except OSError:
            return  # nobody waits for it any more
