"""What do the cells say, and may it be true? Rows as they would be stored, and findings."""
