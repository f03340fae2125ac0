"""Personal data: found by rules, kept from models behind placeholders, and put back."""
