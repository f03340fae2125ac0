"""How files of people come in: uploaded, read, kept; and the resources of what is kept."""
