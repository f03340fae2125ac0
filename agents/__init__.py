"""What decides: the kinds' state machines, the roles, the models. No I/O of its own."""
