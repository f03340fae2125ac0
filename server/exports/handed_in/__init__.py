"""What people hand in, alone: a CV, a letter, the answers of a form. Nothing else stands in it."""
