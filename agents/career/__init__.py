"""What is known of careers in general, as data: roles, skills, titles of jobs."""
