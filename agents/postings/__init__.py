"""What a job posting or a role asks for, told by their own words."""
