"""Serving as processes: the listening socket, signals, one worker or several."""
