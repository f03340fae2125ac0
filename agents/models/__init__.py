"""One file per provider of language models behind the interface of `base`."""
