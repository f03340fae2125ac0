"""One package per provider of language models: its adapter, and its reader of streams."""
