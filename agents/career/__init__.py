"""What is known of careers in general, as data: technologies, titles of jobs."""
