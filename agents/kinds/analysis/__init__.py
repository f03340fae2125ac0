"""What a résumé shows of a role or a job."""
