"""The kind of session that shows ways on: strengths deepened, gaps closed, one to choose."""
