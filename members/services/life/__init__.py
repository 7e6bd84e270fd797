"""Life events: reported, answered, counted."""
