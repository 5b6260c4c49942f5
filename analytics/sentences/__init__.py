"""What do the figures say? Sentences made from tables, tested for one, none, ties and unknown."""
