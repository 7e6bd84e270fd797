"""The organization register: tree, employers, area groups, set-ups, terms, grades (systems.md OB-01 … OB-10)."""
