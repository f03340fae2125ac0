"""Technologies are found in resumes as they are written there, and in no other word."""

from agents.career.technologies import technologies


def test_technology_is_not_found_in_another_word():
    go = next(one for one in technologies() if one.name == "Go")
    for line in ("Owned the Go-to-Market plan", "my Go-to person", "Django", "Go+"):
        assert go.pattern().search(line) is None
    for line in ("Built it in Go.", "Go, Kafka", "Go-based services", "from Go to Rust"):
        assert go.pattern().search(line)
