"""A table file in, its rows out one by one, while a limited process reads ahead.

Call `open_table`; it raises `Unreadable` with a typed reason, here or while the rows are taken. No Django lives here.
"""

from members.sheets.reading.entry import TABLE_LIMITS, open_table
from members.sheets.reading.model import CellValue, OpenTable, SheetRow, TableHead

__all__ = ["TABLE_LIMITS", "CellValue", "OpenTable", "SheetRow", "TableHead", "open_table"]
