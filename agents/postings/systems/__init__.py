"""Recruiting systems that publish postings as data: where that is, and what it says."""
