"""The kind of session that gives projects by which one shows that one can do something."""
