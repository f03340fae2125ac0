"""What users have used: of models, and how often they had something done."""
