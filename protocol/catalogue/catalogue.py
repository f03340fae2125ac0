"""A catalogue: for each language its files, for each key a text with named places for values.

A file `LANGUAGE.json` is one flat object, and so is any `LANGUAGE.PART.json` beside it, which has
more of the same language. A text is a string, in which `{name}` is a place; a pair
`{"one": …, "other": …}` goes by the number of its place `count`.
"""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Any, TypeAlias

import msgspec

from protocol.catalogue.languages import lookup

ENGLISH = "en"
"""What is said where a language is not known, and what logs are written in."""

COUNT = "count"
"""The place whose number chooses between the two forms of a pair."""

Value: TypeAlias = "str | int | Text"


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that says one thing of one, and another of any other number."""

    one: str
    other: str


Form: TypeAlias = str | Pair
Forms: TypeAlias = Mapping[str, Form]
"""One text in every language, by the language."""

_file = msgspec.json.Decoder(dict[str, Form])


class Catalogue:
    """The texts of a folder, read and checked once.

    Raises ValueError, which says what is wrong and where, unless every language has the same keys
    and the same places, and English is among them.
    """

    def __init__(self, folder: Traversable) -> None:
        texts: dict[str, dict[str, Form]] = {}
        for file in sorted(folder.iterdir(), key=lambda file: file.name.removesuffix(".json")):
            if file.name.endswith(".json"):
                of = texts.setdefault(file.name.partition(".")[0], {})
                of.update(_read(file.name, file.read_bytes(), of))
        if problems := _problems(texts):
            raise ValueError("; ".join(problems))
        self.languages: tuple[str, ...] = tuple(texts)
        self._forms: dict[str, Forms] = {
            key: {language: texts[language][key] for language in texts} for key in texts[ENGLISH]
        }
        self._places = {key: _places(form) for key, form in texts[ENGLISH].items()}
        self.keys = tuple(self._forms)
        """Every key, in the order of the English files."""

    def __contains__(self, key: str) -> bool:
        return key in self._forms

    def places(self, key: str) -> frozenset[str]:
        """The names of the text's places. Raises LookupError for a key that there is not."""
        return self._places[key]

    def text(self, key: str, /, **values: Value) -> "Text":
        """The text of that key. Raises LookupError unless there is one with just these places."""
        if values.keys() != self.places(key):
            raise LookupError(f"{key} has the places {sorted(self.places(key))}")
        text = object.__new__(Text)
        text.key, text.values, text.forms = key, values, self._forms[key]
        return text

    def section(self, prefix: str, language: str) -> dict[str, Form]:
        """Every text whose key begins so, in one of the languages, with its places as they are."""
        return {key: f[language] for key, f in self._forms.items() if key.startswith(prefix)}


class Text:
    """Something to say to people: which text of the catalogue it is, and its values.

    `str()` of it is English. A value may be a text itself.
    """

    __slots__ = ("forms", "key", "values")

    key: str
    values: Mapping[str, Value]
    forms: Forms

    def __init__(self, key: str, /, **values: Value) -> None:
        """Raises LookupError unless there is a text of that key with just these places."""
        text = CATALOGUE.text(key, **values)
        self.key, self.values, self.forms = text.key, text.values, text.forms

    def __str__(self) -> str:
        return self.to(ENGLISH)

    def __repr__(self) -> str:
        return f"Text({self.key!r}: {self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._is() == other._is()

    def __hash__(self) -> int:
        return hash(self.key)

    def _is(self) -> tuple[str, Mapping[str, Value], Forms]:
        return self.key, self.values, self.forms

    def __reduce__(self) -> tuple[Any, ...]:
        # By what it says, not by its catalogue: the process that it is sent to may have another.
        return _restored, (self.key, dict(self.values), dict(self.forms))

    def to(self, language: str | None) -> str:
        """What it says in the language that a tag stands for; in English where that is unknown."""
        name = lookup(language, self.forms) if language else ENGLISH
        form = self.forms[name or ENGLISH]
        if isinstance(form, Pair):
            form = form.one if self.values[COUNT] == 1 else form.other
        return form.format(**{name: _said(value, language) for name, value in self.values.items()})


Said: TypeAlias = Text | str
"""What is said to people; a plain string is the same in every language."""


def told(said: Said, language: str | None) -> str:
    """What is said, in the language that a tag stands for; in English where that is unknown."""
    return said.to(language) if isinstance(said, Text) else said


def _said(value: Value, language: str | None) -> str | int:
    return value.to(language) if isinstance(value, Text) else value


def _restored(key: str, values: Mapping[str, Value], forms: Forms) -> Text:
    text = object.__new__(Text)
    text.key, text.values, text.forms = key, values, forms
    return text


def _read(name: str, raw: bytes, before: Mapping[str, Form]) -> dict[str, Form]:
    """The texts of a file, none of which may have been in one before."""
    try:
        read = _file.decode(raw)
    except msgspec.DecodeError as error:
        raise ValueError(f"{name}: {error}") from error
    if again := read.keys() & before.keys():
        raise ValueError(f"{name} has again {', '.join(sorted(again))}")
    return read


def _problems(texts: Mapping[str, Mapping[str, Form]]) -> list[str]:
    """What is wrong with the files of a catalogue, by language."""
    if ENGLISH not in texts:
        return [f"there is no {ENGLISH}.json"]
    found = [p for name, text in texts.items() for p in _malformed(name, text)]
    if found:
        return found
    english = texts[ENGLISH]
    for language, others in texts.items():
        found += [f"{language}.json has no {key}" for key in english if key not in others]
        found += [f"{language}.json alone has {key}" for key in others if key not in english]
        found += [
            f"{language}.json: {key} has other places than the English"
            for key in english
            if key in others and _places(others[key]) != _places(english[key])
        ]
    return found


def _malformed(language: str, texts: Mapping[str, Form]) -> list[str]:
    """What no values could be put into."""
    found = []
    for key, form in texts.items():
        at = f"{language}.json: {key}"
        for line in _lines(form):
            try:
                parsed = list(Formatter().parse(line))
            except ValueError as error:
                found.append(f"{at}: {error}")
                continue
            names = [(name, spec, way) for _, name, spec, way in parsed if name is not None]
            found += [
                f"{at} has a place that is no name"
                for name, spec, way in names
                if not name.isidentifier() or spec or way
            ]
    return found or [
        f"{language}.json: {key} does not say by which {COUNT}"
        for key, form in texts.items()
        if isinstance(form, Pair) and COUNT not in _places(form)
    ]


def _places(form: Form) -> frozenset[str]:
    parsed = (part for line in _lines(form) for part in Formatter().parse(line))
    return frozenset(name for _, name, _, _ in parsed if name is not None)


def _lines(form: Form) -> tuple[str, ...]:
    return (form.one, form.other) if isinstance(form, Pair) else (form,)


CATALOGUE = Catalogue(files("protocol.catalogue"))
"""The texts of all that is no kind of session."""

LANGUAGES = CATALOGUE.languages
"""The languages that people are spoken to in."""
