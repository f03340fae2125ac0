"""What one may be asked: questions from the résumé and the job, none of them twice."""
