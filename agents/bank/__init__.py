"""Questions for interviews: what the bank has of them, and which one comes next."""
