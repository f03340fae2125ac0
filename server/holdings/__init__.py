"""Résumés, documents and jobs that people have: how each is written for the store, and shown."""
