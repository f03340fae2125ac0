"""What is not certain is marked where it stands, and nothing else is."""

from server.exports.document import Mark, Words, plain
from server.exports.handed_in.doubts import Doubts

PATH = "/paragraphs/0/text"
TEXT = "I lead the shift. We cut mis-picks."


def test_words_that_are_named_are_marked() -> None:
    doubts = Doubts([{"path": PATH, "text": "We cut mis-picks.", "why": ""}])
    assert doubts.line(TEXT, PATH) == (Words("I lead the shift. "), Mark("We cut mis-picks."))
    assert doubts.line(TEXT, "/paragraphs/1/text") == (Words(TEXT),)


def test_text_is_marked_whole_where_what_is_named_is_not_in_it() -> None:
    doubts = Doubts([{"path": "/paragraphs/0", "text": "Something else", "why": ""}])
    assert doubts.line(TEXT, PATH) == (Mark(TEXT),)
    assert doubts.lines(TEXT, within=(PATH,)) == (Words(TEXT),)


def test_lines_that_are_not_named_stay_as_they_are() -> None:
    doubts = Doubts([{"path": PATH, "text": "two", "why": ""}])
    found = doubts.lines("one\ntwo\n\nthree", PATH)
    assert [piece.text for piece in found if isinstance(piece, Mark)] == ["two"]
    assert plain(found) == "one two three"


def test_what_is_no_list_of_doubts_doubts_nothing() -> None:
    for confirm in (None, "x", [3, {"path": 4}]):
        assert Doubts(confirm).line(TEXT, PATH) == (Words(TEXT),)
