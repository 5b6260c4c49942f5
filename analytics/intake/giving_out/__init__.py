"""What goes out to those who fill in? Templates, survey forms, what is on record, and what is to be mended."""
