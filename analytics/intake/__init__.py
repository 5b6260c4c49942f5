"""How does a file, as it comes, become rows of text?"""
