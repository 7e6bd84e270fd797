"""Pages of membership dues."""
