"""The calendar: one reading of what is on, shown as pages and given to calendar programs as feeds."""
