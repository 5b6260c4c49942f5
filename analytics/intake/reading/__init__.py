"""What lies in a file, whoever made it? Every encoding and workbook as plain staged tables, read by a process of its own."""
