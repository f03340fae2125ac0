"""Which questions users were given about which of their résumés."""
