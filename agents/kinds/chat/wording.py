"""What the kind says, by key: for rules, which know no kind."""

from importlib.resources import files

from protocol.catalogue import Catalogue

text = Catalogue(files(__package__).joinpath("texts")).text
