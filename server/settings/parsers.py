"""What the texts of settings mean. A parser raises ValueError or LookupError for any other text."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

import msgspec

from agents.models.request import Subscription, Tier

if TYPE_CHECKING:
    from agents.gateway.policy import Breaker
    from agents.gateway.routes import Route
    from agents.models.prices import Price
    from server.settings.issuers import Issuer

MIN_SECRET = 32
MIB = 1024 * 1024
NANO = 1_000_000_000
MAX_USD = 1_000_000
PORTS = {"http": 80, "https": 443}
LOCAL_SERVERS = ("ollama=11434", "llama.cpp=8080", "lmstudio=1234", "vllm=8000")
"""Programs that serve models on one's own machine, and the port that each listens on unless it is
told another."""
_PLACE = r"[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\]"


def words(text: str) -> tuple[str, ...]:
    """Words by commas."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def directory(text: str) -> Path:
    """A directory; `~` is this user's home, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError(text) from None


def path(text: str) -> Path:
    """A file; `~` as in `directory`."""
    return directory(text)


def host(text: str) -> str:
    """A host name or an address, as the resolver takes it: labels have 1 to 63 bytes (RFC 1035)."""
    text.encode("idna")
    return text


def whole(low: int, high: int) -> tuple[Callable[[str], int], str]:
    """A number, and how it is called."""

    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return parse, f"a whole number from {low} to {high}"


def odd(high: int) -> tuple[Callable[[str], int], str]:
    """An odd number up to `high`, so that there is one in the middle, and how it is called."""
    within, _ = whole(1, high)
    known = ", ".join(map(str, range(1, high + 1, 2)))

    def parse(text: str) -> int:
        number = within(text)
        if number % 2 == 0:
            raise ValueError(text)
        return number

    return parse, f"one of {known}"


def quota(low: int) -> tuple[Callable[[str], int], str]:
    """A number that limits what is kept, or 0 for no limit, and how it is called."""
    most = 1 << 50
    limited, expected = whole(low, most)

    def parse(text: str) -> int:
        return 0 if int(text) == 0 else limited(text)

    return parse, f"0, or {expected}"


def choice(*known: str) -> tuple[Callable[[str], Any], str]:
    """One of the words, and how they are called."""

    def parse(text: str) -> Any:
        return _one_of(known, text)

    return parse, " or ".join(known)


def flag(text: str) -> bool:
    """True or false."""
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[
        text.lower()
    ]


def names(text: str) -> tuple[str, ...]:
    """Names of Python modules."""
    names = words(text)
    if not all(part.isidentifier() for name in names for part in name.split(".")):
        raise ValueError(text)
    return names


def origins(text: str) -> tuple[str, ...]:
    """Origins over HTTP."""
    return tuple(map(origin, words(text)))


def origin(text: str) -> str:
    """One, as browsers write it (RFC 6454, section 6.2): small letters, no default port.

    A name of other letters than those of ASCII is written in its form of RFC 5890.
    """
    given = text.lower().rstrip("/")
    parts = urlsplit(given)
    if given != f"{parts.scheme}://{parts.netloc}" or not parts.hostname or parts.port == 0:
        raise ValueError(text)
    if "@" in parts.netloc or parts.netloc.endswith(":"):
        raise ValueError(text)
    port = parts.port
    host = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
    named = f"{parts.scheme}://{host.encode('idna').decode()}"
    return named if port in (None, PORTS[parts.scheme]) else f"{named}:{port}"


def host_names(text: str) -> tuple[str, ...]:
    """Names of hosts as they stand in requests (RFC 5890); `*.` before one is all below it."""
    return tuple(map(_host_name, words(text)))


def _host_name(text: str) -> str:
    below = "*." if text.startswith("*.") else ""
    name = text.removeprefix(below).rstrip(".").encode("idna").decode().lower()
    if not re.fullmatch(r"[a-z0-9._-]+", name):
        raise ValueError(text)
    return below + name


def networks(text: str) -> tuple[str, ...]:
    """IP networks."""
    networks = words(text)
    for network in networks:
        ip_network(network)
    return networks


def places(text: str) -> tuple[str, ...]:
    """IP networks, and hosts with a port; an address of IPv6 that has one is in brackets."""
    places = words(text)
    for place in places:
        named, _, port = place.rpartition(":")
        if re.fullmatch(r"\d{1,5}", port, re.ASCII) and re.fullmatch(_PLACE, named.lower()):
            if not 0 < int(port) < 65_536:
                raise ValueError(text)
            if named.startswith("["):
                ip_address(named[1:-1])
        else:
            ip_network(place)
    return places


def redis_url(text: str) -> str:
    """An address that the store takes."""
    from store.errors import BadAddress
    from store.redis.address import parse

    try:
        parse(text)
    except BadAddress as exc:
        raise ValueError(exc) from None
    return text


def key_prefix(text: str) -> str:
    """What the names of the store may begin with."""
    from store.keys import PREFIX

    if not PREFIX.fullmatch(text):
        raise ValueError(text)
    return text


def long_text(text: str) -> str:
    """A text that cannot be guessed by its length."""
    if len(text) < MIN_SECRET:
        raise ValueError(text)
    return text


def long_texts(text: str) -> tuple[str, ...]:
    """Such texts, by commas."""
    return tuple(map(long_text, words(text)))


def seconds(text: str) -> float:
    """A time of more than nothing, and at most an hour."""
    value = float(text)
    if not 0 < value <= 3600:
        raise ValueError(text)
    return value


def usd(text: str) -> int:
    """An amount, in nano-USD."""
    value = float(text)
    if not 0 <= value < MAX_USD:
        raise ValueError(text)
    return round(value * NANO)


def subscription_budgets(text: str) -> Mapping[Subscription, int]:
    """An amount for every subscription, or `PLAN=AMOUNT` by commas; in nano-USD."""
    if "=" not in text:
        return dict.fromkeys(get_args(Subscription), usd(text))
    return {_one_of(get_args(Subscription), name): usd(amount) for name, amount in _pairs(text)}


def models(text: str) -> Mapping[tuple[str, Tier], str]:
    """`PROVIDER/TIER=MODEL` by commas."""
    found: dict[tuple[str, Tier], str] = {}
    for left, model in _pairs(text):
        provider, _, tier = left.partition("/")
        found[provider, _one_of(get_args(Tier), tier)] = model
    return found


def api_url(text: str) -> str:
    """The base URL of a provider."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def local_servers(text: str) -> tuple[str, ...]:
    """`NAME=PORT` by commas, of programs that are known; `off` is none."""
    if text.lower() == "off":
        return ()
    known = tuple(word.partition("=")[0] for word in LOCAL_SERVERS)
    port, _ = whole(1, 65_535)
    return tuple(f"{_one_of(known, name)}={port(number)}" for name, number in _pairs(text))


def prices(text: str) -> "Mapping[str, Price]":
    """`PROVIDER/MODEL=INPUT:OUTPUT[:CACHED[:WRITTEN]][@WINDOW]` by commas; USD per million."""
    return {_model(name): _price(value) for name, value in _pairs(text)}


def issuers(text: str) -> "tuple[Issuer, ...]":
    """Whose tokens are believed (see server.settings.issuers)."""
    from server.settings.issuers import issuers as parse

    return parse(text)


def routes(text: str) -> "tuple[Route, ...]":
    """Rows that come before those of the routing table (see agents.gateway.routes)."""
    from agents.gateway.routes import parse

    return parse(text)


def breaker(text: str) -> "Breaker":
    """A preset, or values of one's own (see agents.gateway.policy)."""
    from agents.gateway.policy import breaker as parse

    return parse(text)


def _price(text: str) -> "Price":
    from agents.models.prices import Price

    amounts, _, window = text.partition("@")
    given = [float(amount) for amount in amounts.split(":")]
    if not 2 <= len(given) <= 4 or not all(0 <= amount < MAX_USD for amount in given):
        raise ValueError(text)
    names = Price.__struct_fields__
    return msgspec.convert(
        dict(zip(names, given, strict=False)) | ({"window": int(window)} if window else {}), Price
    )


def _model(name: str) -> str:
    provider, _, model = name.partition("/")
    if not provider or not model:
        raise ValueError(name)
    return name


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [tuple(map(str.strip, word.split("=", 1))) for word in words(text)]
    if not all(len(pair) == 2 and all(pair) for pair in pairs):
        raise ValueError(text)
    return [(left, right) for left, right in pairs]


def _one_of(known: tuple[Any, ...], word: str) -> Any:
    if word not in known:
        raise ValueError(word)
    return word
