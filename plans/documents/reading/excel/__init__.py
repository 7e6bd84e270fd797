"""Workbooks as people see them: one row an item, dates and numbers in the form the cell shows."""
