"""Weeks of a plan, each with its tasks to tick off. As the page has them."""

from typing import Any

from server.exports.characters import address_of, one_line
from server.exports.document import (
    Block,
    Emphasis,
    Heading,
    Items,
    Line,
    Link,
    Paragraph,
    Words,
    words,
)
from server.exports.form import DEEPEST, Form

DONE, OPEN = "☑", "☐"


class Weeks(Form):
    """Weeks with what is to be done in them."""

    @staticmethod
    def fits(one: Any) -> bool:
        """Whether it is one."""
        tasks = one.get("tasks")
        return (
            isinstance(one.get("theme"), str)
            and isinstance(one.get("starts"), str)
            and isinstance(tasks, list)
            and all(isinstance(t, dict) and isinstance(t.get("done"), bool) for t in tasks)
        )

    def blocks(self, level: int) -> list[Block]:
        """A heading and a list for each."""
        return [block for one in self.place.value for block in self._week(one, level)]

    def _week(self, week: Any, level: int) -> list[Block]:
        theme = one_line(week["theme"])
        title = self.names.text("page.plan.week", number=week.get("number"), theme=theme)
        about = f"{one_line(week['starts'])} · {self._hours(week)}"
        entries = tuple((Paragraph(self._task(task)),) for task in week["tasks"])
        return [
            Heading(min(level + 1, DEEPEST), words(title)),
            Paragraph((Emphasis(words(about)),)),
            Items(entries),
        ]

    def _task(self, task: Any) -> Line:
        mark = DONE if task["done"] else OPEN
        kind = self.names.text(f"page.plan.kind_{task.get('kind')}")
        said = one_line(str(task.get("title") or ""))
        line: Line = (Words(f"{mark} {said} ({self._hours(task)}, {kind})"),)
        resource = task.get("resource")
        if not isinstance(resource, dict):
            return line
        name = words(one_line(str(resource.get("title") or resource.get("url") or "")))
        address = address_of(str(resource.get("url") or ""))
        return (*line, Words(" · "), *((Link(address, name),) if address else name))

    def _hours(self, one: Any) -> str:
        hours = one.get("hours")
        size = f"{hours:g}" if isinstance(hours, int | float) else "?"
        return self.names.text("page.plan.hours", hours=size)
