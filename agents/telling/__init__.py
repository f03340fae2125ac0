"""What code can see in what somebody tells: what a message is, and which parts an answer has."""
