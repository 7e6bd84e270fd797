"""Word documents as people see them: automatic numbers printed, tables in lines, deletions and hidden text left out."""
