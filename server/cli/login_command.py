"""`careerpilot login` and `logout`: who one is at a server, from a terminal."""

import argparse
import getpass
import os
import sys

from server.settings.settings import Settings

EPILOG = (
    "All other commands that speak to that server are then those of the account. Where "
    "CAREERPILOT_TOKEN is set, to an API key say, it goes first."
)


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    help = "sign in with an account"
    login = commands.add_parser("login", help=help, description=help, epilog=EPILOG)
    login.set_defaults(command=_login)
    login.add_argument("--url", help="where CareerPilot is (default: this machine)")
    login.add_argument("--email", help="the account's address; else it is asked for")
    help = "end the login of this terminal"
    logout = commands.add_parser("logout", help=help, description=help)
    logout.set_defaults(command=_logout)
    logout.add_argument("--url", help="where CareerPilot is (default: this machine)")


def _login(options: argparse.Namespace) -> int:
    """Sign in; returns the exit status."""
    from server.cli.remote import TOKEN_VARIABLE, ChatError, log_in

    settings = Settings.load()
    keep = settings.storage.data_dir / "terminal.json"
    try:
        email = options.email or _asked("E-mail: ")
        user = log_in(options.url or settings.listen.url, keep, email, _password())
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 1
    except EOFError:
        print("An address and a password are needed.", file=sys.stderr)
        return 1
    print(f"Signed in as {user}.")
    if os.environ.get(TOKEN_VARIABLE):
        print(f"{TOKEN_VARIABLE} is set, and goes first.", file=sys.stderr)
    return 0


def _logout(options: argparse.Namespace) -> int:
    """End the login; returns the exit status."""
    from server.cli.remote import ChatError, log_out

    settings = Settings.load()
    keep = settings.storage.data_dir / "terminal.json"
    try:
        was_in = log_out(options.url or settings.listen.url, keep)
    except ChatError as exc:
        print(exc, file=sys.stderr)
        return 1
    print("Signed out." if was_in else "Nobody was signed in.")
    return 0


def _asked(prompt: str) -> str:
    """A line of the standard input. Raises EOFError."""
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line.strip():
        raise EOFError
    return line.strip()


def _password() -> str:
    """What is typed and not shown or, where nobody types, the next line of the standard input.

    Raises EOFError.
    """
    if sys.stdin.isatty():
        return getpass.getpass("Password: ", stream=sys.stderr)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
