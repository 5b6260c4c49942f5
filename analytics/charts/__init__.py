"""What does a figure look like? Charts as specifications without data; they never run SQL."""
