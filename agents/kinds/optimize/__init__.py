"""The kind that makes a résumé better, one small change at a time."""
