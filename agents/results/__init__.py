"""The types that the results of kinds are made of, as they stand on the wire."""
