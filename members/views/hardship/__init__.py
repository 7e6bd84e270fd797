"""Pages about workers in hardship: nothing personal in addresses and titles, nothing kept by the browser."""
