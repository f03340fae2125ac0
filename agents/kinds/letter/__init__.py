"""Letters and mails to an employer: applying, following up, thanking, declining and the like."""
