"""One package per provider: its adapter, its reader of streams, and what its models can."""
