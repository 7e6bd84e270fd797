"""Pages beside an empty page of the same layout, at two sizes of the data."""

from unionplan.bench.data import World, add_plans
from unionplan.bench.figures import Figure, interleaved
from unionplan.bench.visitor import cookie_of
from unionplan.bench.web import Server, serving

_SMALL = 20


def measure(world: World, *, seconds: float, rounds: int, large: int) -> list[Figure]:
    """Plan list and plan page at 20 and at `large` plans of 40 items."""
    cookie = cookie_of(world.officer)
    small = add_plans(world.organization, world.officer, count=_SMALL, items=40)
    figures: list[Figure] = []
    with serving("unionplan.bench.portal_wsgi:application") as server:
        for count in (_SMALL, large):
            if count != _SMALL:
                add_plans(world.organization, world.officer, count=count - _SMALL, items=40)
            figures += _pages(server, cookie, small[0].pk, count, seconds=seconds, rounds=rounds)
        figures += _growth(figures, large)
    return figures


def _pages(
    server: Server, cookie: dict[str, str], plan: int, count: int, *, seconds: float, rounds: int
) -> list[Figure]:
    listed, page, empty = interleaved(
        lambda: server.rate("/plans/", seconds=seconds, headers=cookie),
        lambda: server.rate(f"/plans/{plan}/", seconds=seconds, headers=cookie),
        lambda: server.rate("/bench/empty/", seconds=seconds, headers=cookie),
        rounds=rounds,
    )
    return [
        Figure(f"plan list, {count} plans", listed, empty, "req/s", None),
        Figure(f"plan page of 40 items, {count} plans", page, empty, "req/s", None),
    ]


def _growth(figures: list[Figure], large: int) -> list[Figure]:
    """A hundred times the plans: ten times the data may cost at most 1.2 times the time, so 1.44 times here."""
    return [
        Figure(
            f"growth of the {name}, {_SMALL} → {large} plans",
            1000 / figures[after].ours,
            1000 / figures[before].ours,
            "ms",
            1 / 1.44,
            smaller_is_better=True,
        )
        for name, before, after in (("plan list", 0, 2), ("plan page", 1, 3))
    ]
