"""Records leave as files: for a purpose, within a cap, marked copy by copy, kept for days, every step recorded."""
