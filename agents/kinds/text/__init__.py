"""Any text: summed up, judged by its mood, put into points, asked about, and asked."""
