"""Pages of life events, insurance, checks, rest cures and women's care."""
