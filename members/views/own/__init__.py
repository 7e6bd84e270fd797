"""Pages a member opens about themselves."""
