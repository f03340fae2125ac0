"""Where the Lua files lie, and which scripts are made of them."""

import ast
from pathlib import Path

import store.redis.scripts

STORE = Path(store.redis.scripts.__file__).parent.parent


def loads() -> dict[str, list[str]]:
    """The files that each room of the store names in calls of `load`."""
    found: dict[str, list[str]] = {}
    for path in STORE.rglob("*.py"):
        room = path.relative_to(STORE).parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and str(node.value).endswith(".lua"):
                found.setdefault(room, []).append(str(node.value))
    return found


def test_every_lua_file_is_part_of_a_script() -> None:
    named = {name for names in loads().values() for name in names}
    assert named == {str(path.relative_to(STORE)) for path in STORE.rglob("*.lua")}


def test_lua_file_lies_in_the_room_that_runs_it_unless_it_is_shared() -> None:
    shared = {
        path.relative_to(STORE).as_posix()
        for path in STORE.rglob("*.lua")
        if path.read_text().startswith("-- Shared: ")
    }
    away = {
        name for room, names in loads().items() for name in names if not name.startswith(f"{room}/")
    }
    assert away <= shared
