"""The kind that makes a CV for a job of a résumé: ordered and chosen, and nothing that is new."""
