"""Forms about people, organizations and their messages."""
