"""The karte of a municipality on paper: what stands on it, and the page, workbook and file that it becomes."""
