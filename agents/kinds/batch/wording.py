"""What is said of a batch, in every language, for functions that have no kind at hand."""

from importlib.resources import files

from protocol.catalogue import Catalogue

text = Catalogue(files(__package__).joinpath("texts")).text
"""The text of that key, as `Kind.text` gives it."""
