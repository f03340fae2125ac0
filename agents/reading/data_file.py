"""Files of data, CSV or JSON, whose text is kept as it is: it is not for people to read."""

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.json_resume import decoded as json_value
from agents.reading.limits import ReadingLimits
from agents.reading.media_type import JSON
from agents.reading.plain import decoded
from protocol.catalogue import Text

MANY = 25
"""So many times the characters that are kept of another file: some hundred postings, say."""


def read_data(data: bytes, media_type: str, limits: ReadingLimits) -> Document:
    """The text of a file of data, whole. Raises ReadingError, where it is no such data, too."""
    text = decoded(data).removeprefix("\ufeff")
    most = MANY * limits.characters
    if len(text) > most:
        raise ReadingError("too_large", Text("reading.data_too_large", most=f"{most:,}"))
    if not text.strip():
        raise ReadingError("no_text", Text("reading.data_empty"))
    if media_type == JSON and json_value(text) is None and text.strip() != "null":
        raise ReadingError("damaged", Text("reading.data_no_json"))
    return Document(media_type=media_type, text=text)
