"""What styles set, of that which decides whether somebody sees what has them."""

import re
from collections.abc import Mapping

from agents.reading.document import Reason
from agents.reading.runs import TINY

UNKNOWN_GROUND = "808080"
"""Stands for a picture or a gradient: nothing is told from its colour on it."""
_NAMES = {
    "white": "ffffff", "snow": "fffafa", "ivory": "fffff0", "whitesmoke": "f5f5f5",
    "black": "000000",
}  # fmt: skip
_SIDES = ("left", "top", "text-indent", "margin-left", "right")
_BOX = ("width", "height", "max-width", "max-height")
_CLIPPED = ("rect(0,0,0,0)", "rect(0000)", "rect(1px,1px,1px,1px)")
TOLD = frozenset({
    "display", "visibility", "opacity", "color", "background", "background-color", "font-size",
    "clip", "clip-path", "overflow", "transform", *_SIDES, *_BOX,
})  # fmt: skip
"""What a style may say that matters here."""
_FAR = {"px": -900.0, "pt": -700.0, "em": -50.0, "rem": -50.0, "vw": -100.0, "vh": -100.0}
"""From where on something is outside of the page, by unit; without one it is pixels."""
_NUMBER = re.compile(r"-?\d{0,6}\.?\d{1,6}")
_UNIT = re.compile(r"(-?\d{0,6}\.?\d{1,6})(px|pt|em|rem|vw|vh|%)?")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(\s?(-?\d{1,6})px")
_SHRUNK = re.compile(r"scale(?:[xy]|3d)?\(\s?0(?:\.0+)?\s?[,)]")
_CUT = re.compile(r"inset\(\s?(?:[5-9]\d|100)%")


def hides(style: Mapping[str, str]) -> Reason | None:
    """Why nobody sees what has such a style; its colour is another matter."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return "style"
    if _number(style.get("opacity", "1")) < 0.05 or style.get("color") == "transparent":
        return "transparent"
    if _is_tiny(style.get("font-size", "")):
        return "tiny"
    transform = style.get("transform", "")
    if _SHRUNK.search(transform):
        return "tiny"
    moved = _MOVED.search(transform)
    if any(_is_far(style[side]) for side in _SIDES if side in style) or (
        moved and float(moved[1]) <= _FAR["px"]
    ):
        return "off_page"
    is_clipped = style.get("clip", "").replace(" ", "") in _CLIPPED
    return "covered" if is_clipped or _is_cut(style) else None


def said(style: str) -> dict[str, str]:
    """What a style sets, by name."""
    rules = (rule.partition(":") for rule in style.lower().split(";")[:100])
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in rules}


def colour(value: str) -> str:
    """A colour as RRGGBB, with or without a "#" before; "" where it is not known."""
    first = value.split(" ")[0] if not value.startswith("rgb") else value
    if first.startswith("rgb"):
        parts = re.findall(r"\d{1,3}", first)[:3]
        return "".join(f"{min(int(part), 255):02x}" for part in parts) if len(parts) == 3 else ""
    return _NAMES.get(first, first if first.startswith("#") else "")


def _number(text: str) -> float:
    found = _NUMBER.match(text)
    return float(found[0]) if found else 1.0


def _is_tiny(size: str) -> bool:
    found = _UNIT.match(size)
    if found is None:
        return False
    number = float(found[1])
    return number == 0 or (found[2] in ("px", "pt") and 0 <= number < TINY)


def _is_far(place: str) -> bool:
    found = _UNIT.match(place)
    return found is not None and float(found[1]) <= _FAR.get(found[2] or "px", float("-inf"))


def _is_cut(style: Mapping[str, str]) -> bool:
    """Whether nothing is left of its box, or a pixel, as what only screen readers read has."""
    if _CUT.match(style.get("clip-path", "")):
        return True
    if style.get("overflow") not in ("hidden", "clip"):
        return False
    return any(
        0 <= _number(style[side]) <= 1 for side in _BOX if side in style and _px(style, side)
    )


def _px(style: Mapping[str, str], side: str) -> bool:
    found = _UNIT.match(style[side])
    return found is not None and (found[2] in (None, "px") or float(found[1]) == 0)
