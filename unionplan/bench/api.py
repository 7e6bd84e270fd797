"""The API beside bare WSGI, psycopg2 and json_agg under the same server."""

from unionplan.bench.data import World
from unionplan.bench.figures import Figure, interleaved
from unionplan.bench.web import serving

GOAL_LIST, GOAL_TREE = 0.55, 0.6


def measure(world: World, *, seconds: float, rounds: int) -> list[Figure]:
    """A list of 100 items, the tree of one plan, and an answer the client already holds."""
    bearer = {"Authorization": f"Bearer {world.secret}"}
    tree = f"/api/v1/plans/{world.plan.pk}/tree/"
    with serving("unionplan.wsgi:application") as ours, serving("unionplan.bench.raw:application") as raw:
        listed, raw_list, whole, raw_tree = interleaved(
            lambda: ours.rate("/api/v1/items/", seconds=seconds, headers=bearer),
            lambda: raw.rate("/items", seconds=seconds),
            lambda: ours.rate(tree, seconds=seconds, headers=bearer),
            lambda: raw.rate(f"/tree/{world.plan.pk}", seconds=seconds),
            rounds=rounds,
        )
    return [
        Figure("API list, 100 items", listed, raw_list, "req/s", GOAL_LIST),
        Figure("API tree, 500 items", whole, raw_tree, "req/s", GOAL_TREE),
    ]
