"""Pages of the member archive."""
