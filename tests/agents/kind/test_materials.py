"""What a session takes of its user's stored things: once, as it was then, and not too much."""

import json
from typing import Any

import pytest

from agents.kind import (
    FoundPosting,
    Refused,
    Services,
    StoredDocument,
    StoredJob,
    StoredResume,
)
from agents.kind.materials import (
    GONE,
    MOST_CHARACTERS,
    MOST_PICTURE_BYTES,
    MOST_PICTURES,
    SHOWN,
    SHOWN_BEFORE,
)
from agents.kinds.chat.kind import Chat
from agents.kinds.interview.kind import Interview
from agents.kinds.job.kind import Job
from agents.models.request import Image, Line
from agents.testing import (
    Conversation,
    CountingModel,
    ScriptedModel,
    Shelf,
    every_cancel,
    every_cut,
    every_retry,
)
from protocol.catalogue import Text
from protocol.commands import FirstMessage, Message, Start
from tests.agents.delivery.errands import Errands, errands
from tests.documents import RESUMES

TEXT = (RESUMES / "backend.txt").read_text()
RESUME = StoredResume("r1", 1, "Backend", TEXT)
CV = StoredDocument("d1", "cv.pdf", "application/pdf", "Jane Doe, nurse at St. Mary's.")
POSTING = StoredDocument("d2", "posting.txt", "text/plain", "We look for a nurse. Nights.")
PICTURE = StoredDocument("p1", "ad.png", "image/png", None, b"\x89PNG", may_be_seen=True)
SECRET = StoredDocument("p2", "scan.jpg", "image/jpeg", None, b"\xff\xd8")


def chat(shelf: Shelf, **options: Any) -> Conversation:
    model = ScriptedModel(otherwise="I see.")
    return Conversation(
        Chat(), {}, model=model, options=options, services=lambda one: lent(one, shelf)
    )


def lent(model: Any, shelf: Shelf) -> Services:
    return Services(model=model, library=shelf)


def interview(shelf: Shelf, **resume: Any) -> Conversation:
    given = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20, "resume": resume}
    return Conversation(Interview(), given, services=lambda one: lent(one, shelf))


def asked(talk: Conversation) -> list[Line]:
    """The conversation that the model was shown last."""
    return list(talk.model.requests[-1].messages)


def read_by(model: CountingModel) -> list[str]:
    """The résumés that the model was given to read."""
    return [r.inputs["resume"] for r in model.requests if r.task == "resume"]


async def test_stored_resume_is_read_as_a_pasted_one_is():
    talk = interview(Shelf(RESUME), id="r1")
    await talk.start()
    assert read_by(talk.model) == [TEXT]
    for _ in range(3):
        await talk.act("skip")
    assert [question["groundedIn"] in TEXT for question in grounded(talk)]


async def test_resume_is_had_once_and_stays_what_it_was_when_it_is_edited_or_deleted():
    shelf = Shelf(RESUME)
    talk = interview(shelf, id="r1")
    await talk.start()
    shelf.put(StoredResume("r1", 2, "Backend", "Another text. " * 20))
    await talk.say("I do not know.", wait_ms=1_000)
    shelf.delete("r1")
    for _ in range(3):
        await talk.act("skip", wait_ms=1_000)
    assert talk.error is None
    assert shelf.asked == ["r1"]
    assert [question["groundedIn"] in TEXT for question in grounded(talk)] != []


def grounded(talk: Conversation) -> list[dict[str, Any]]:
    """The questions that were asked so far and are built on the résumé."""
    return [
        {"groundedIn": one.question.grounded_in}
        for one in talk.memory.asked
        if one.question.grounded_in
    ]


async def test_retry_of_the_beginning_has_the_resume_that_there_was():
    shelf = Shelf(RESUME)
    talk = interview(shelf, id="r1")
    await talk.start()
    shelf.delete("r1")
    await talk.retry()
    assert talk.error is None
    assert read_by(talk.model) == [TEXT, TEXT]
    assert shelf.asked == ["r1"]


async def test_resume_is_had_once_whenever_a_worker_dies_after_it_was_had():
    shelf = Shelf(RESUME)
    whole = interview(shelf, id="r1")
    await whole.start()
    first = whole.workers[0].borders[0] + 1
    for cut in range(first, first + 12):
        shelf.asked.clear()
        talk = interview(shelf, id="r1")
        await talk.start(cuts=[cut])
        assert shelf.asked == ["r1"], f"taken over after {cut} things done"


async def test_beginning_with_a_stored_resume_goes_on_from_every_point():
    talk = interview(Shelf(RESUME), id="r1")
    start = Start("c1", "interview", talk.given)
    assert await every_cut(talk, start, "steps")
    assert await every_cancel(talk, start, "steps")
    assert await every_retry(talk, start, "steps")


async def test_run_ends_with_what_to_do_where_the_resume_is_not_there():
    talk = interview(Shelf(), id="r1")
    await talk.start()
    assert talk.error
    assert talk.error.code == "not_found"
    assert talk.phase == "briefing"


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "no_text"), ("x" * 50_001, "too_long")], ids=["empty", "long"]
)
async def test_resume_that_cannot_be_used_is_refused(text: str, code: str):
    talk = interview(Shelf(StoredResume("r1", 1, "Mine", text)), id="r1")
    await talk.start()
    assert talk.error
    assert (talk.error.code, "Mine" in talk.error.message) == (code, True)


WANTED = {"title": "Nurse", "mustHave": [{"id": "m1", "text": "Nights"}]}
JOB = StoredJob("j1", 1, "Nurse", WANTED)


def errand(shelf: Shelf, job: Any) -> Conversation:
    given = errands(job=job, asks="Which?")
    return Conversation(Errands(), given, services=lambda one: lent(one, shelf))


async def test_stored_job_is_had_once_and_stays_what_it_was_when_it_is_edited_or_deleted():
    shelf = Shelf(JOB)
    talk = errand(shelf, {"id": "j1"})
    await talk.start()
    shelf.put(StoredJob("j1", 2, "Doctor", {"title": "Doctor"}))
    await talk.say("Roses")
    shelf.delete("j1")
    await talk.say("Where is Peru?")
    assert talk.error is None
    assert shelf.asked == ["j1"]
    (kept,) = talk.checkpoint.materials.values()
    assert (kept.name, json.loads(kept.text)) == ("Nurse", WANTED)


async def test_stored_job_is_had_once_whenever_a_worker_dies_after_it_was_had():
    shelf = Shelf(JOB)
    start = Start("c1", "errands", errands(job={"id": "j1"}))
    assert await every_cut(errand(shelf, {"id": "j1"}), start, "steps")
    whole = errand(shelf, {"id": "j1"})
    await whole.start()
    first = whole.workers[0].borders[0] + 1
    for cut in range(first, first + 8):
        shelf.asked.clear()
        talk = errand(shelf, {"id": "j1"})
        await talk.start(cuts=[cut])
        assert shelf.asked == ["j1"], f"taken over after {cut} things done"


@pytest.mark.parametrize(
    ("job", "code"),
    [(None, "not_found"), (StoredJob("j1", 1, "Mine", {"title": "x" * 50_000}), "too_long")],
    ids=["gone", "long"],
)
async def test_stored_job_that_cannot_be_used_is_refused(job: StoredJob | None, code: str):
    talk = errand(Shelf(*[job] if job else []), {"id": "j1"})
    await talk.start()
    assert talk.error
    assert talk.error.code == code


class Board:
    """A posting on the web, which counts how often it was asked for."""

    def __init__(self, posting: Any = None) -> None:
        self.posting = posting
        self.asked: list[tuple[str, str]] = []

    async def at(self, caller: Any, url: str, language: str) -> FoundPosting:
        self.asked.append((url, language))
        if self.posting is None:
            raise Refused(Text("runs.no_web"), "not_found")
        return FoundPosting(self.posting, "Nurse. Nights.")


URL = "https://jobs.example/1"


def on_the_web(board: Board, **options: Any) -> Conversation:
    given = errands(job={"url": URL}, asks="Which?")
    return Conversation(
        Errands(), given, options=options, services=lambda one: Services(model=one, postings=board)
    )


async def test_job_at_an_address_is_had_once_and_stays_what_it_was():
    board = Board(WANTED)
    talk = on_the_web(board, language="ko")
    await talk.start()
    board.posting = {"title": "Doctor"}
    await talk.say("Roses")
    await talk.retry("Tulips")
    assert talk.error is None
    assert board.asked == [(URL, "ko")]
    (kept,) = talk.checkpoint.materials.values()
    assert (kept.name, json.loads(kept.text)) == ("Nurse", WANTED)
    assert "공고를 가져오는 중" in str(talk.log)


async def test_job_at_an_address_is_had_once_whenever_a_worker_dies_after_it_was_had():
    start = Start("c1", "errands", errands(job={"url": URL}))
    assert await every_cut(on_the_web(Board(WANTED)), start, "steps")
    whole = on_the_web(Board(WANTED))
    await whole.start()
    first = whole.workers[0].borders[0] + 1
    for cut in range(first, first + 8):
        board = Board(WANTED)
        await on_the_web(board).start(cuts=[cut])
        assert len(board.asked) == 1, f"taken over after {cut} things done"


async def test_job_at_an_address_that_cannot_be_had_ends_the_run_with_what_to_do():
    board = Board()
    talk = on_the_web(board)
    await talk.start()
    assert talk.error
    assert (talk.error.code, talk.checkpoint.materials) == ("not_found", {})
    assert "Paste the text" in talk.error.message
    board.posting = {
        "title": "Nurse",
        "benefits": ["x" * 40_000],
        "responsibilities": ["y" * 40_000],
    }
    await talk.retry()
    assert talk.error is None
    (kept,) = talk.checkpoint.materials.values()
    assert json.loads(kept.text).keys() == {"title", "responsibilities"}


async def test_job_at_an_address_that_is_too_long_is_refused():
    board = Board({"title": "x" * 50_000})
    talk = on_the_web(board)
    await talk.start()
    assert talk.error
    assert talk.error.code == "too_long"


async def test_document_of_an_input_is_had_once_and_is_no_part_of_the_conversation():
    shelf = Shelf(PDF)
    talk = job_kind(shelf, "d3")
    await talk.start()
    assert talk.error is None
    shelf.delete("d3")
    await talk.say("it's remote")
    await talk.retry()
    assert talk.error is None
    assert shelf.asked == ["d3"]
    assert [line for line in asked(talk) if line.label] == []


async def test_document_of_an_input_has_a_greatest_length():
    talk = job_kind(Shelf(StoredDocument("d4", "long.txt", "text/plain", "x" * 100_001)), "d4")
    await talk.start()
    assert talk.error
    assert (talk.error.code, "100,001" in talk.error.message) == ("too_long", True)


PDF = StoredDocument("d3", "posting.pdf", "application/pdf", "Nurse\nA licence is required.")


def job_kind(shelf: Shelf, document: str) -> Conversation:
    given = {"document": document}
    return Conversation(Job(), given, services=lambda one: lent(one, shelf))


async def test_resume_is_had_in_the_version_that_is_named():
    talk = interview(Shelf(RESUME), id="r1", version=7)
    await talk.start()
    assert talk.error
    assert talk.error.code == "not_found"


async def test_progress_says_what_is_waited_for_and_is_then_as_before():
    shelf = Shelf()
    shelf.reading["r1"] = "cv.pdf", lambda: shelf.put(RESUME)
    talk = interview(shelf, id="r1")
    await talk.start()
    labels = [
        change.value["label"]
        for event in talk.log
        for change in getattr(event, "delta", None) or ()
        if getattr(change, "path", "") == "/progress" and isinstance(change.value, dict)
    ] + [
        change.value
        for event in talk.log
        for change in getattr(event, "delta", None) or ()
        if getattr(change, "path", "") == "/progress/label"
    ]
    assert "Waits until “cv.pdf” is read" in labels
    assert talk.state["progress"]["label"].startswith("Question 1")


async def test_documents_are_shown_to_the_model_with_their_message_and_on_later_turns():
    talk = chat(Shelf(CV, POSTING))
    await talk.start("Do I fit?", documents=["d1", "d2"])
    brought = [
        Line("user", CV.text or "", label="cv.pdf"),
        Line("user", POSTING.text or "", label="posting.txt"),
        Line("user", "Do I fit?"),
    ]
    assert asked(talk) == brought
    await talk.say("And why?")
    assert asked(talk) == [*brought, Line("assistant", "I see."), Line("user", "And why?")]


async def test_documents_stay_what_they_were_when_they_are_deleted():
    shelf = Shelf(CV)
    talk = chat(shelf)
    await talk.start("Read this.", documents=["d1"])
    shelf.delete("d1")
    await talk.say("And?")
    assert asked(talk)[0] == Line("user", CV.text or "", label="cv.pdf")
    assert shelf.asked == ["d1"]


async def test_retry_and_edit_have_the_documents_that_there_were():
    shelf = Shelf(CV)
    talk = chat(shelf)
    await talk.start("Read this.", documents=["d1"])
    shelf.delete("d1")
    await talk.retry()
    await talk.retry("Read it again.")
    assert talk.error is None
    assert asked(talk) == [
        Line("user", CV.text or "", label="cv.pdf"),
        Line("user", "Read it again."),
    ]


async def test_document_that_is_named_again_is_had_as_it_is_now_and_shown_once():
    shelf = Shelf(RESUME)
    talk = chat(shelf)
    await talk.start("Read this.", documents=["r1"])
    shelf.put(StoredResume("r1", 2, "Backend", "A new text."))
    await talk.say("Now it is better.", documents=["r1"])
    assert [line for line in asked(talk) if line.label] == [
        Line("user", "A new text.", label="Backend")
    ]
    assert asked(talk)[-2].label == "Backend"


async def test_log_says_which_documents_a_message_has_brought():
    talk = chat(Shelf(CV, POSTING))
    await talk.start("Do I fit?", documents=["d1", "d1", "d2"])
    (activity,) = [m for m in talk.messages if getattr(m, "activity_type", "") == "documents"]
    assert activity.content == {
        "documents": [{"id": "d1", "name": "cv.pdf"}, {"id": "d2", "name": "posting.txt"}]
    }
    assert "nurse" not in str(talk.log)


async def test_message_with_documents_goes_on_from_every_point():
    talk = chat(Shelf(CV, PICTURE))
    start = Start("c1", "chat", {}, message=FirstMessage("m0", "Read this.", ["d1", "p1"]))
    assert await every_cut(talk, start)
    assert await every_cancel(talk, start)
    await talk.do(start)
    again = Message("c2", "And this.", ["d1"])
    assert await every_retry(talk, again, "steps")


async def test_unknown_document_ends_the_run_and_leaves_the_session_as_it_was():
    talk = chat(Shelf(CV))
    await talk.start("Read this.", documents=["d1", "nothing"])
    assert talk.error
    assert talk.error.code == "not_found"
    await talk.say("Never mind.")
    assert [line.label for line in asked(talk)] == ["", ""]


async def test_documents_of_a_session_have_a_greatest_length_together():
    half = "x" * (MOST_CHARACTERS // 2 + 1)
    shelf = Shelf(*(StoredDocument(id, f"{id}.txt", "text/plain", half) for id in ("d1", "d2")))
    talk = chat(shelf)
    await talk.start("One.", documents=["d1"])
    assert talk.error is None
    await talk.say("Two.", documents=["d2"])
    assert talk.error
    assert talk.error.code == "too_long"
    assert "100,000" in talk.error.message
    await talk.say("The first once more.", documents=["d1"])
    assert talk.error is None


async def test_document_without_a_text_is_refused():
    talk = chat(Shelf(StoredDocument("d1", "empty.txt", "text/plain", " ")))
    await talk.start("Read this.", documents=["d1"])
    assert talk.error
    assert talk.error.code == "no_text"


async def test_picture_is_seen_where_the_user_has_said_so_for_it():
    talk = chat(Shelf(PICTURE))
    await talk.start("What is this?", documents=["p1"])
    shown = Line("user", SHOWN, (Image("image/png", b"\x89PNG"),), label="ad.png")
    assert asked(talk) == [shown, Line("user", "What is this?")]
    await talk.say("And below?")
    assert asked(talk)[0] == shown


async def test_picture_of_which_nothing_was_said_is_refused_with_what_to_do():
    talk = chat(Shelf(SECRET))
    await talk.start("What is this?", documents=["p2"])
    assert talk.error
    assert talk.error.code == "needs_consent"
    assert "allow" in talk.error.message
    assert not talk.model.requests


async def test_picture_is_seen_in_a_session_without_masking():
    talk = chat(Shelf(SECRET), masking=False)
    await talk.start("What is this?", documents=["p2"])
    assert asked(talk)[0].images == (Image("image/jpeg", b"\xff\xd8"),)


async def test_picture_that_was_deleted_is_said_to_be_gone():
    shelf = Shelf(PICTURE)
    talk = chat(shelf)
    await talk.start("What is this?", documents=["p1"])
    shelf.delete("p1")
    await talk.say("And below?")
    assert talk.error is None
    assert asked(talk)[0] == Line("user", GONE, label="ad.png")


async def test_only_the_newest_pictures_are_shown_again():
    ids = [f"p{n}" for n in range(MOST_PICTURES + 1)]
    shelf = Shelf(
        *(StoredDocument(id, f"{id}.png", "image/png", None, b"1", may_be_seen=True) for id in ids)
    )
    talk = chat(shelf)
    await talk.start("What are these?", documents=ids)
    assert talk.error
    assert talk.error.code == "too_long"
    await talk.say("What are these?", documents=ids[:-1])
    await talk.say("And this?", documents=ids[-1:])
    brought = [line for line in asked(talk) if line.label]
    assert [len(line.images) for line in brought] == [0, 1, 1, 1, 1, 1]
    assert brought[0].text == SHOWN_BEFORE


async def test_pictures_that_are_shown_at_once_have_a_greatest_size_together():
    half = b"x" * (MOST_PICTURE_BYTES // 2 + 1)
    shelf = Shelf(
        *(StoredDocument(id, f"{id}.png", "image/png", None, half, True) for id in ("p1", "p2"))
    )
    talk = chat(shelf)
    await talk.start("What are these?", documents=["p1", "p2"])
    assert talk.error
    assert talk.error.code == "too_long"
    await talk.say("What is this?", documents=["p1"])
    await talk.say("And this?", documents=["p2"])
    brought = [line for line in asked(talk) if line.label]
    assert [len(line.images) for line in brought] == [0, 1]


async def test_picture_that_no_vendor_takes_is_refused():
    large = StoredDocument("p1", "ad.png", "image/png", None, b"x" * (MOST_PICTURE_BYTES + 1), True)
    talk = chat(Shelf(large))
    await talk.start("What is this?", documents=["p1"])
    assert talk.error
    assert talk.error.code == "too_large"


async def test_name_of_a_file_is_one_short_line():
    name = "a\n\nb " + "c" * 500
    talk = chat(Shelf(StoredDocument("d1", name, "text/plain", "Text.")))
    await talk.start("Read this.", documents=["d1"])
    assert asked(talk)[0].label == f"a b {'c' * 116}"
