"""One file per kind of session. A new file here is a new kind."""
