"""What titles of jobs end in: "Engineer", "Nurse", "Recruiter"."""

from agents.data_files import listed


def titles() -> frozenset[str]:
    """The last words of titles, each with its capital."""
    return listed(__package__, "titles", "titles")
