"""What sessions, users and all guests together may have of Redis' memory."""
