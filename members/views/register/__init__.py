"""Pages of the organization register."""
