"""What the author of a kind imports: its base class, its turn, alarms, roles and options."""
