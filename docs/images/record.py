"""Makes the README's pictures from a real server and a real browser: `make pictures`.

`page.png` is an interview after its first answer. `practice.png` is one where it was said again,
and `stories.png` what is remembered of it. `check.png` is what a résumé shows of a posting,
`plan.png` a plan of weeks, `letter.png` a letter, `coach.png` an answer of the handbook.
`reading.png` is a résumé with words that nobody sees, beside what a machine reads in it.
`reconnect.gif` is a server that is killed while it writes, and started again: every frame is what
the browser showed at that moment.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import BrowserContext, expect, sync_playwright

from tests.deliveries import text_of
from tests.page.conftest import FLAGS
from tests.page.files import HIDDEN, choose
from tests.page.screen import ANSWER, RUN_MS, Screen, bare
from tests.processes import Servers, eventually

HERE = Path(__file__).parent
PAGE = (1280, 800)
CHECKED = (1100, 1000)
FILM = (920, 560)
CAPTION = 40
COLOURS = 128
LAST_FRAME_MS = 2500
RESUME = """Mara Lindqvist, Gothenburg
Backend engineer with eight years in payments, at Northwind Parcel since 2020
- Redesigned the payment retries of the checkout; failed checkouts fell by 95% within a month
MSc Computer Science, Chalmers University of Technology, 2016
"""
ASKED = {
    "type": "behavioral",
    "difficulty": "medium",
    "durationMinutes": "10",
    "targetRole": "Backend engineer",
    "resume": RESUME,
}
PRACTISED = {
    "type": "behavioral",
    "difficulty": "medium",
    "targetRole": "Head nurse",
    "options.gentle": "exam",
}
ROTA = "We had too few people at night last winter. The rota was changed, and it got better."
ROTA_AGAIN = (
    "Last winter our ward was short of people on 14 nights in two months, and I was to plan the "
    "rota anew. I asked all 22 nurses which nights they could work, and I moved two day shifts to "
    "the night, because most falls happened then. In the next two months we were short on 3 "
    "nights. I learnt to ask people before I plan."
)
SHIFT_MANAGER = "en_shift_manager.txt"
RINGS = "They offered me 34,500 and I was hoping for 38,000. What do I say on the phone?"
TALK = "How do I ask for a raise, and what do I say when they say that there is no budget for it?"
TAKEN_OVER = "careerpilot serve, again: the half-made answer is withdrawn and made whole"
WRITING = ".entry.assistant.writing"

Frame = tuple[float, bytes, str]
"""When it was shown (s), what was shown, and the caption below it."""


@contextmanager
def browser(folder: Path, size: tuple[int, int]) -> Iterator[BrowserContext]:
    """A browser with a profile of its own and a window of that size."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=FLAGS,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="light",
        )
        context.set_default_timeout(RUN_MS)
        expect.set_options(timeout=RUN_MS)
        yield context
        context.close()


def picture(folder: Path) -> None:
    """An interview: an answer, what to keep of it and what to change, the next question."""
    with Servers(folder) as servers, browser(folder, PAGE) as context:
        screen = Screen(context, servers.start())
        screen.start("Mock interview", **ASKED)
        screen.wait_idle()
        screen.say(ANSWER)
        # What is asked after the answer; the answer itself may wait for a moment.
        expect(screen.page.locator(".entry.assistant")).to_have_count(3)
        screen.wait_idle()
        screen.page.mouse.move(0, 0)
        screen.page.screenshot(path=HERE / "page.png")


def practice(folder: Path) -> None:
    """An answer that was said again, beside the first; and what is remembered of it."""
    with Servers(folder) as servers, browser(folder, PAGE) as context:
        screen = Screen(context, servers.start())
        screen.start("Mock interview", **PRACTISED)
        screen.wait_idle()
        # The first question is about oneself, and no story.
        for step in ("Skip this question", ROTA, "Say it again", ROTA_AGAIN):
            _take(screen, step)
        screen.page.mouse.move(0, 0)
        screen.page.screenshot(path=HERE / "practice.png")
        screen.button("End and get feedback").click()
        expect(screen.page.locator(".result")).to_be_visible()
        screen.wait_idle()
        screen.page.get_by_role("link", name="Story bank", exact=True).click()
        expect(screen.page.locator(".story")).to_have_count(1)
        screen.page.mouse.move(0, 0)
        screen.page.screenshot(path=HERE / "stories.png")


def _take(screen: Screen, step: str) -> None:
    """Press what is called so, or say it, until that is answered."""
    said = len(screen.document()["messages"])
    button = screen.button(step)
    if button.count():
        button.click()
    else:
        screen.say(step)
    eventually(lambda: len(screen.document()["messages"]) > said, "it is answered")
    screen.wait_idle()


def check(folder: Path) -> None:
    """What a résumé shows of a posting: conditions first, with the words that show them."""
    given = {
        "resume": text_of("resumes", "warehouse_lead.txt"),
        "job": text_of("postings", SHIFT_MANAGER),
        "targetRole": "Shift manager",
    }
    with Servers(folder) as servers, browser(folder, CHECKED) as context:
        screen = Screen(context, servers.start())
        screen.start("Résumé check", **given)
        screen.wait_idle()
        screen.page.mouse.move(0, 0)
        screen.page.screenshot(path=HERE / "check.png")


def made(folder: Path) -> None:
    """A plan of weeks, a letter with its open places, and an answer of the coach's handbook."""
    resume, job = text_of("resumes", "warehouse_lead.txt"), text_of("postings", SHIFT_MANAGER)
    plan = {"resume": resume, "targetRole": "Shift manager", "weeks": "4", "hoursPerWeek": "5"}
    with Servers(folder) as servers, browser(folder, CHECKED) as context:
        server = servers.start()
        for name, title, given in (
            ("plan", "Plan of weeks", plan),
            ("letter", "Letter", {"resume": resume, "job": job}),
        ):
            screen = Screen(context, server)
            screen.start(title, **given)
            expect(screen.page.locator(".result")).to_be_visible()
            screen.wait_idle()
            screen.page.mouse.move(0, 0)
            screen.page.screenshot(path=HERE / f"{name}.png")
        screen = Screen(context, server)
        screen.start("Career coach")
        screen.wait_idle()
        _take(screen, RINGS)
        screen.page.mouse.move(0, 0)
        screen.page.screenshot(path=HERE / "coach.png")


def reading(folder: Path) -> None:
    """A stored résumé: what is to be known of it, how it looks, and what is read in it."""
    with Servers(folder) as servers, browser(folder, PAGE) as context:
        page = Screen(context, servers.start(), "#/resumes").page
        choose(page.locator(".drop"), HIDDEN)
        page.locator(".items a").click()
        frame = page.locator(".seen iframe")
        eventually(lambda: _is_paper(frame.screenshot()), "the file is drawn")
        page.mouse.move(0, 0)
        page.screenshot(path=HERE / "reading.png")


def _is_paper(shot: bytes) -> bool:
    """Whether much of it is white: the browser's viewer is dark until it has drawn a page."""
    image = Image.open(BytesIO(shot))
    return image.convert("L").histogram()[255] > image.width * image.height / 3


class Film:
    """Frames of one page, as fast as the browser gives them."""

    def __init__(self, screen: Screen) -> None:
        self.frames: list[Frame] = []
        self._screen = screen

    def shoot(self, caption: str, until: Callable[[], bool], at_least_s: float = 0.0) -> None:
        """Take frames until the condition holds, and for so many seconds."""
        began = time.monotonic()
        while not (until() and time.monotonic() - began >= at_least_s):
            self.frames.append((time.monotonic(), self._screen.page.screenshot(), caption))
            if time.monotonic() - began > RUN_MS / 1000:
                raise TimeoutError(caption)

    def save(self, path: Path) -> None:
        """As an animation; what did not change lasts longer instead of being said again."""
        times = [at for at, _, _ in self.frames]
        lasting = [round((b - a) * 1000) for a, b in pairwise(times)]
        images = [_captioned(shot, caption) for _, shot, caption in self.frames]
        first, *rest = _one_palette(images)
        first.save(
            path,
            save_all=True,
            append_images=rest,
            duration=[*lasting, LAST_FRAME_MS],
            loop=0,
            optimize=True,
        )


def _captioned(shot: bytes, caption: str) -> Image.Image:
    page = Image.open(BytesIO(shot)).convert("RGB")
    image = Image.new("RGB", (page.width, page.height + CAPTION), "#1f2430")
    image.paste(page)
    font = ImageFont.load_default(size=17)
    ImageDraw.Draw(image).text((18, page.height + 9), caption, fill="#f2f2f2", font=font)
    return image


def _one_palette(images: list[Image.Image]) -> list[Image.Image]:
    """The same colours in every frame, so that only what moved is stored."""
    palette = images[0].quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    return [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]


def film(folder: Path) -> None:
    """A server killed in mid-token, and started again."""
    with Servers(folder) as servers, browser(folder, FILM) as context:
        server = servers.start()
        screen = Screen(context, server)
        screen.start("Career coach")
        screen.wait_idle()
        film = Film(screen)
        film.shoot("careerpilot serve", lambda: True, 0.8)
        screen.say(TALK)
        film.shoot("careerpilot serve", lambda: _written(screen) > 160)
        server.kill()
        film.shoot("kill -9, in mid-sentence", lambda: not _live(screen), 1.0)
        servers.start(data_dir=server.data_dir, port=server.port, wait=False)
        film.shoot("careerpilot serve, again", lambda: _live(screen))
        film.shoot(TAKEN_OVER, lambda: _is_whole(screen))
        film.shoot(TAKEN_OVER, lambda: True, 0.5)
        film.save(HERE / "reconnect.gif")


def _written(screen: Screen) -> int:
    """How many characters of the message that is being written are shown."""
    return sum(len(text) for text in screen.page.locator(WRITING).all_inner_texts())


def _live(screen: Screen) -> bool:
    return screen.badge.inner_text().startswith("Live")


def _is_whole(screen: Screen) -> bool:
    """Whether all of the session's last message is shown."""
    document = screen.document()
    shown = screen.page.locator(".entry.assistant .body").last.inner_text()
    return document["status"] == "idle" and bare(shown) == bare(document["messages"][-1]["content"])


def main() -> None:
    """All pictures."""
    for make in (picture, practice, check, made, reading, film):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder))


if __name__ == "__main__":
    main()
