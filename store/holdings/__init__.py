"""What users keep besides their sessions: résumés, documents and jobs."""
