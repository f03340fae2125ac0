"""The section of the settings that is about accounts."""

from dataclasses import dataclass

from server.settings import parsers
from server.settings.parsers import whole
from server.settings.table import setting


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """Who may have an account, how long logins last, and what it takes to guess a password."""

    sign_up: bool = setting(
        "CAREERPILOT_SIGN_UP", True, parsers.flag, "true or false",
        "Whether people may make accounts. Those that there are may sign in either way.",
    )  # fmt: skip
    token_seconds: int = setting(
        "CAREERPILOT_ACCOUNT_TOKEN_SECONDS", 900, *whole(10, 900),
        "Seconds that an account's access token is valid. So long a token that was stolen is of "
        "use; who has a refresh token gets the next one unasked. What ends a login is kept for "
        "all workers to hear for longer than that.",
    )  # fmt: skip
    login_seconds: int = setting(
        "CAREERPILOT_LOGIN_SECONDS", 2_592_000, *whole(3600, 31_536_000),
        "Seconds after which an account's login ends, however much it is used: 30 days, which is "
        "how often NIST SP 800-63B has people sign in with a password alone.",
    )  # fmt: skip
    login_idle_seconds: int = setting(
        "CAREERPILOT_LOGIN_IDLE_SECONDS", 1_209_600, *whole(900, 31_536_000),
        "Seconds after which an account's login ends that nobody has used: who looks for work "
        "comes back within two weeks, and a device that was lost does not.",
    )  # fmt: skip
    refresh_grace_seconds: int = setting(
        "CAREERPILOT_REFRESH_GRACE_SECONDS", 10, *whole(0, 10),
        "Seconds in which a refresh token that was just used brings the same next one again, for "
        "two tabs that renew at once and answers that were lost. Used later it ends its login.",
    )  # fmt: skip
    password_memory_kib: int = setting(
        "CAREERPILOT_PASSWORD_MEMORY_KIB", 19_456, *whole(7168, 4_194_304),
        "Memory that hashing a password takes (argon2id): 19 MiB with two passes is what OWASP "
        "recommends. A password's hash is made anew at a sign-in once this or the passes are "
        "raised.",
    )  # fmt: skip
    password_passes: int = setting(
        "CAREERPILOT_PASSWORD_PASSES", 2, *whole(1, 100),
        "Passes over that memory. With less memory OWASP has more of them: 5 with 7168.",
    )  # fmt: skip
    passwords_waiting: int = setting(
        "CAREERPILOT_PASSWORDS_WAITING", 32, *whole(1, 10_000),
        "Passwords that wait in a worker to be hashed; more are told to come again. It hashes two "
        "at once, so that 32 are some two seconds.",
    )  # fmt: skip
    attempts_burst: int = setting(
        "CAREERPILOT_SIGN_IN_ATTEMPTS", 10, *whole(1, 10_000),
        "Times at once that one address, of IPv6 a /64, may try the password of one account. All "
        "addresses together may ten times that: nobody guesses a password, and nobody keeps "
        "another out alone.",
    )  # fmt: skip
    attempts_per_hour: int = setting(
        "CAREERPILOT_SIGN_IN_ATTEMPTS_PER_HOUR", 60, *whole(1, 100_000),
        "Times an hour, for long, that one address may try the password of one account, and all "
        "together ten times that.",
    )  # fmt: skip
