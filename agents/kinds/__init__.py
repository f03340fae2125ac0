"""One folder per kind of session, with its class in `kind.py`. A new folder is a new kind."""
