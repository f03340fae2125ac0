"""What users keep besides their sessions: résumés, documents, jobs and applications."""
