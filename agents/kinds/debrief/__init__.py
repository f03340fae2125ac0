"""What one remembers of a real interview: what was asked, what comes next, and what to practise."""
