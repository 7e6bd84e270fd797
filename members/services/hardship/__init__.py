"""Files of workers in hardship and the help they get: one verb per function (rules.md §4, systems.md HS-01 … HS-04)."""
