"""From a request to what a model reads: instructions, marked data, as much history as fits."""
