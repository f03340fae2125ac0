"""The reference documents, made from the code."""
