"""Who imports whom among the rooms of the server."""

from graphlib import TopologicalSorter

from tests.test_house import ROOT, imports

Arrow = tuple[str, str]


def arrows() -> set[Arrow]:
    """Every import of one of the server's modules by another, lazy ones too."""
    found = set()
    for one in imports("server"):
        module = ".".join(one.path.relative_to(ROOT).with_suffix("").parts)
        if one.top == "server":
            found.add((module, one.module))
    return found


def room(module: str) -> str:
    """`api` of `server.api.kinds`; a module that lies in no folder is a room of its own."""
    return module.split(".")[1]


def test_rooms_import_each_other_in_no_circle() -> None:
    rooms: dict[str, set[str]] = {}
    for module, imported in arrows():
        if room(module) != room(imported):
            rooms.setdefault(room(module), set()).add(room(imported))
    floors = list(TopologicalSorter(rooms).static_order())
    assert {"api", "streams", "followers", "runs", "http"} <= set(floors)


def test_module_of_the_api_imports_no_other_module_of_the_api() -> None:
    inside = [a for a in arrows() if room(a[0]) == room(a[1]) == "api"]
    assert inside == []


def test_followers_know_nothing_of_runs() -> None:
    assert [a for a in arrows() if room(a[0]) == "followers" and room(a[1]) == "runs"] == []
