"""The rows of the member list, written without a template: fifty people cost what fifty lines of text cost."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from members.services.archive.listing import Column, Row


def rows_html(rows: Sequence[Row], columns: Sequence[Column]) -> SafeString:
    """Every row as a table row: the name leads to the archive, cells carry their heading for phones."""
    address = reverse("members:member-detail", args=[0]).replace("/0/", "/{}/")
    cells = format_html_join("", '<td data-label="{}">{{}}</td>', ((column.label,) for column in columns))
    line = f'<tr><th scope="row"><a href="{address}">{{}}</a></th>{cells}</tr>'
    return format_html_join("", line, ((row.pk, row.name, *row.cells) for row in rows))
