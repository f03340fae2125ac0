"""Documents printed by Chromium, from HTML."""

import html
import subprocess
from pathlib import Path

from tests.agents.reading.corpus.make.content import Degree, Job, Person, Section

COMMON = """
@page { size: A4; margin: 14mm 15mm; }
* { box-sizing: border-box; }
body { font: 10.2pt/1.42 "Open Sans", "NanumGothic", "IPAPGothic", "Garuda", sans-serif;
  color: #222; margin: 0; -webkit-print-color-adjust: exact; }
h1 { font-size: 23pt; margin: 0; line-height: 1.15; }
h2 { font-size: 11.5pt; margin: 12pt 0 4pt; color: #24527a; border-bottom: 0.7pt solid #24527a; }
p { margin: 0 0 5pt; } ul { margin: 2pt 0 7pt; padding-left: 14pt; }
.headline { font-size: 12pt; color: #555; } .contact { margin: 4pt 0 8pt; font-size: 9.4pt; }
.line { display: flex; justify-content: space-between; } .line b { font-weight: 600; }
.when { color: #555; white-space: nowrap; padding-left: 8pt; } .where { font-style: italic; }
.tags { list-style: none; padding: 0; } .foot { font-size: 7pt; color: #444; margin-top: 14pt; }
.white { color: #fff; font-size: 7pt; } .near_white { color: #fdfdfd; font-size: 8pt; }
.tiny { font-size: 0.8pt; } .transparent { color: rgba(0,0,0,0.004); }
.covered { position: relative; } .covered i { position: absolute; inset: 0; background: #fff; }
"""

LAYOUTS = {
    "single": "",
    "serif": 'body { font-family: "EB Garamond", serif; font-size: 11.5pt; }'
    " .headline, .contact { text-align: center; } h1 { text-align: center; }"
    " body { font-feature-settings: 'liga', 'dlig'; text-align: justify; }",
    "columns": ".columns { display: grid; grid-template-columns: 1fr 1fr; gap: 9mm; }"
    " header { border-bottom: 2pt solid #24527a; }",
    "narrow": ".columns { display: grid; grid-template-columns: 62mm 1fr; gap: 8mm; }",
    "right_first": ".columns { display: flex; gap: 8mm; } .left { order: 1; flex: 1.7; }"
    " .right { order: 2; flex: 1; background: #eef2f6; padding: 0 4mm; }",
    "dark_left": "@page { margin: 0; } body { min-height: 297mm; }"
    " .columns { display: flex; min-height: 297mm; }"
    " .left { width: 66mm; background: #1d2b3a; color: #fff; padding: 12mm 7mm; }"
    " .left h2, .left .contact, .left .headline { color: #fff; border-color: #9ab; }"
    " .right { flex: 1; padding: 12mm 9mm; }",
    "bars": "h2 { background: #22313f; color: #fff; border: 0; padding: 2pt 6pt; }"
    " .when, .where { color: #9a9a9a; }",
    "dates_left": ".entry { display: grid; grid-template-columns: 45mm 1fr; }"
    " .when { padding: 0; }",
}


def make(person: Person, target: Path, work: Path) -> None:
    """Print the person's résumé to `target`."""
    page = work / f"{person.stem}.html"
    page.write_text(markup(person))
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={work / 'profile'}", f"--print-to-pdf={target}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def markup(person: Person) -> str:
    """The whole page."""
    css = COMMON + LAYOUTS[person.template] + person.style.get("css", "")
    head = _head(person)
    parts = {at: _sections(person, at) for at in ("main", "left", "right", "after")}
    if person.template == "dark_left":
        parts["left"], head = head + parts["left"], ""
    columns = [f'<div class="{at}">{parts[at]}</div>' for at in ("left", "right")]
    if person.template == "right_first":
        columns.reverse()
    body = head + parts["main"]
    if parts["left"] or parts["right"]:
        body += f'<div class="columns">{"".join(columns)}</div>'
    body += parts["after"]
    body += "".join(_hide(how, text) for how, text in person.hidden)
    body += "".join(f'<p class="foot">{html.escape(note)}</p>' for note in person.footnotes)
    return (
        f'<!doctype html><html lang="{person.data["language"]}"><meta charset="utf-8">'
        f"<title>{html.escape(person.name)}</title><style>{css}</style><body>{body}</body></html>"
    )


def _head(person: Person) -> str:
    contact = person.style.get("contact", " · ").join(_link(entry) for entry in person.contact)
    return (
        f"<header><h1>{html.escape(person.shown)}</h1>"
        f'<div class="headline">{html.escape(person.headline)}</div>'
        f'<div class="contact">{contact}</div></header>'
    )


def _link(entry: str) -> str:
    label, _, target = entry.partition("|")
    text = html.escape(label)
    if target:
        return f'<a href="{html.escape(target)}" style="color:inherit">{text}</a>'
    if entry.startswith(("github.com", "linkedin.com", "www.", "behance.net")):
        return f'<a href="https://{text}" style="color:inherit">{text}</a>'
    return text


def _sections(person: Person, at: str) -> str:
    return "".join(_section(person, section) for section in person.column(at))


def _section(person: Person, section: Section) -> str:
    parts = [f"<h2>{html.escape(section.heading)}</h2>"]
    if section.text:
        parts.append(f"<p>{html.escape(section.text)}</p>")
    if section.items and person.style.get("skills") == "line":
        parts.append(f"<p>{html.escape(', '.join(section.items))}</p>")
    elif section.items:
        items = "".join(f"<li>{html.escape(item)}</li>" for item in section.items)
        parts.append(f'<ul class="tags">{items}</ul>')
    parts += [_job(person, job) for job in section.jobs]
    parts += [_degree(person, degree) for degree in section.degrees]
    return f"<section>{''.join(parts)}</section>"


def _job(person: Person, job: Job) -> str:
    upper, lower = html.escape(job.title), html.escape(job.employer)
    if person.style.get("first") == "employer":
        upper, lower = lower, upper
        place = f", {html.escape(job.place)}" if job.place else ""
        upper += place
    elif job.place:
        lower += f", {html.escape(job.place)}"
    bullets = "".join(f"<li>{html.escape(bullet)}</li>" for bullet in job.bullets)
    return _entry(person, upper, lower, job.when) + (f"<ul>{bullets}</ul>" if bullets else "")


def _degree(person: Person, degree: Degree) -> str:
    return _entry(person, html.escape(degree.written), html.escape(degree.institution), degree.when)


def _entry(person: Person, upper: str, lower: str, when: str) -> str:
    date = f'<span class="when">{html.escape(when)}</span>'
    if person.template == "dates_left":
        return f'<div class="entry">{date}<div><b>{upper}</b><br>{lower}</div></div>'
    if person.template in ("columns", "narrow"):
        return f'<div><b>{upper}</b><br><span class="where">{lower}</span><br>{date}</div>'
    return f'<div class="line"><b>{upper}</b>{date}</div><div class="where">{lower}</div>'


def _hide(how: str, text: str) -> str:
    cover = "<i></i>" if how == "covered" else ""
    return f'<p class="{how}">{html.escape(text)}{cover}</p>'
