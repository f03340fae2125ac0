"""What a résumé shows of what is asked, by rules: statuses, coverage, readiness, the file check.

A property of a text on a day, not of a person, and no forecast of anything.
"""
