"""What is typed into the organization register."""
