"""A page's own style sheets: what they set, and for which elements."""

import pytest

from agents.postings.pages.sheets import Names, Sheets

BODY = Names("body", "", frozenset())
BOX = Names("div", "box", frozenset({"a", "b"}))
ITEM = Names("li", "", frozenset({"c"}))
HIDDEN = "{display:none}"


def hides(sheet: str) -> bool:
    style = Sheets([sheet]).style((BODY, BOX), ITEM)
    return style.get("display", (False, ""))[1] == "none"


@pytest.mark.parametrize(
    "selector",
    [
        "li",
        ".c",
        "li.c",
        "*",
        ".a .c",
        ".a.b .c",
        "div#box > .c",
        "body .c",
        "body div li",
        ".x, .c",
    ],
)
def test_rule_holds_for_what_its_selector_names(selector: str) -> None:
    assert hides(f"{selector}{HIDDEN}")


@pytest.mark.parametrize(
    "selector",
    [
        "ul",
        ".a",
        ".c.d",
        "body > .c",
        ".x .c",
        "#c",
        "li:hover",
        ".a + .c",
        "[c]",
        ".c::before",
        "",
    ],
)
def test_rule_does_not_hold_for_anything_else(selector: str) -> None:
    assert not hides(f"{selector}{HIDDEN}")


@pytest.mark.parametrize(
    "sheet",
    [
        f"@media print {{.c{HIDDEN}}}",
        f"@media (max-width: 600px) {{.c{HIDDEN}}}",
        f"/* .c{HIDDEN} */",
        f".c{HIDDEN} .c{{display:block}}",
        f".c{HIDDEN} li.c{{display:block}}",
        f"li.c{{display:block}} .c{HIDDEN}",
        f"li{{display:block!important}} li.c{HIDDEN}",
    ],
)
def test_rule_gives_way_to_another_medium_and_to_the_more_exact(sheet: str) -> None:
    assert not hides(sheet)


@pytest.mark.parametrize(
    "sheet",
    [f"@media screen {{.c{HIDDEN}}}", f"@charset 'x'; .c{HIDDEN}", f".x{{}} .c{HIDDEN} }} }}",
     ".c{color:red;display:none !important} li.c{display:block}"],
)  # fmt: skip
def test_rule_holds_on_screens_and_in_spite_of_faults_elsewhere(sheet: str) -> None:
    assert hides(sheet)
