"""Files that come to the page as people bring them."""

from pathlib import Path

from playwright.sync_api import JSHandle, Locator, Page

from tests.documents import RESUMES, ROOT

READING = ROOT / "tests/agents/reading/corpus"
RESUME = RESUMES / "backend.txt"
HIDDEN = READING / "documents/en_finance_white.pdf"
LOCKED = READING / "bad/encrypted.pdf"
PICTURE = READING / "bad/cat.png"
SCAN = READING / "documents/en_scan.pdf"


def transferred(page: Page, path: Path, media_type: str) -> JSHandle:
    """A file as a drag or the clipboard has it."""
    return page.evaluate_handle(
        """([bytes, name, type]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type }));
            return data;
        }""",
        [list(path.read_bytes()), path.name, media_type],
    )


def drop(target: Locator, path: Path, media_type: str = "text/plain") -> None:
    """Drag the file over the target, and let it go there."""
    data = transferred(target.page, path, media_type)
    target.dispatch_event("dragover", {"dataTransfer": data})
    target.dispatch_event("drop", {"dataTransfer": data})


def paste(target: Locator, path: Path, media_type: str = "text/plain") -> None:
    """Paste the file where the target has the focus."""
    target.focus()
    data = transferred(target.page, path, media_type)
    target.evaluate(
        """(element, clipboardData) => element.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))""",
        data,
    )


def choose(place: Locator, path: Path) -> None:
    """Choose the file in the dialog that the place's button opens."""
    place.locator("input[type=file]").set_input_files(path)
