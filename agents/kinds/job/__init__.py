"""The kind `job`: a posting, by its address, its text or a file, as what it says of the job."""
