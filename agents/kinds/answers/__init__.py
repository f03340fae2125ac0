"""Application forms with questions and limits: what each asks, and the person's own answers."""
