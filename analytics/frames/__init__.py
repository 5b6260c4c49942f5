"""What stands beside what? Tables joined with names and labels for a screen: pandas alone, no screen, no database."""
