"""Fragments: one view serves the page and the piece of it that htmx swaps."""

from django_htmx.middleware import HtmxDetails


def wants_fragment(htmx: HtmxDetails) -> bool:
    """True when only a piece is asked for; Back after a swap and boosted links get the whole page."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
