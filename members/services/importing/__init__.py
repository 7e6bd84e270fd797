"""A file becomes records: taken in, mapped, checked, shown, written all at once, taken back."""
