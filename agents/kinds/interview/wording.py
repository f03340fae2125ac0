"""What the kind says, by key: for rules, which know no kind."""

from importlib.resources import files

from protocol.catalogue import Catalogue

TEXTS = Catalogue(files(__package__).joinpath("texts"))
"""Its greeting, replies, names of scales and stages, in every language."""
