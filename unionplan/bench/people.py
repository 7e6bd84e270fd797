"""The list of members and the tree of organizations at the size of a county, beside an empty page of that layout."""

import json
import statistics
import time
from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from stdnum.cn import ric

from members.models import Member, Organization
from members.services.archive.listing import PAGE, Asked, Page, page_of, people
from unionplan.bench.county import County, grow, standing
from unionplan.bench.figures import Figure, interleaved
from unionplan.bench.visitor import cookie_of
from unionplan.bench.web import Server, serving

_GOAL_PAGE, _GOAL_DEEP, _GOAL_GROWTH = 0.15, 1 / 1.15, 1 / 1.2
_PAGE_MS, _SEARCH_MS = 60, 1
_DEEP = 100
_FILTER = "form=contract&gender=female"


def measure(*, organizations: int, members: int, seconds: float, rounds: int) -> list[Figure]:
    """The same pages at a tenth of the members and at all of them, then names in the database."""
    county = standing(organizations)
    cookie = cookie_of(county.chair)
    figures: list[Figure] = []
    speeds: list[tuple[float, ...]] = []
    with serving("unionplan.bench.portal_wsgi:application") as server:
        for count in (members // 10, members):
            grow(county, members=count)
            found, measured = _pages(server, cookie, county, count, seconds=seconds, rounds=rounds)
            figures += found
            speeds.append(measured)
    figures += _growth(*speeds)
    return [*figures, _entered(county), *_names(county, members)]


def _pages(
    server: Server, cookie: dict[str, str], county: County, count: int, *, seconds: float, rounds: int
) -> tuple[list[Figure], tuple[float, ...]]:
    listed, tree = reverse("members:member-list"), reverse("members:organization-list")
    deep = f"{listed}?after={_page_before(county, _DEEP).after}"
    addresses = (listed, deep, f"{listed}?{_FILTER}", tree, "/bench/empty/")
    first, hundredth, filtered, grown, empty = interleaved(
        *(partial(server.rate, address, seconds=seconds, headers=cookie) for address in addresses),
        rounds=rounds,
    )
    size = f"{PAGE} of {count:,} members"
    return [
        Figure(f"page of {size}, filtered", filtered, empty, "req/s", _GOAL_PAGE),
        Figure(f"page {_DEEP} of {size}", 1000 / hundredth, 1000 / first, "ms", _GOAL_DEEP, smaller_is_better=True),
        Figure(f"page 1 of {size}", 1000 / first, _PAGE_MS, "ms", 1, smaller_is_better=True),
        Figure(f"tree of {Organization.objects.count():,} organizations", grown, empty, "req/s", None),
    ], (empty / first, empty / filtered, empty / grown)


def _growth(few: tuple[float, ...], many: tuple[float, ...]) -> list[Figure]:
    """Each page in empty pages, so that a machine that got busier meanwhile does not count as growth."""
    names = ("page 1", "a filtered page", "the tree")
    return [
        Figure(f"growth of {name}, ten times the members", after, before, "×", _GOAL_GROWTH, smaller_is_better=True)
        for name, before, after in zip(names, few, many, strict=True)
    ]


def _entered(county: County) -> Figure:
    """Somebody's application typed in: the form, and the answer to it saved with number, phone and trace."""
    client = Client()
    client.force_login(county.chair)
    address = reverse("members:application-file", args=[county.root.pk])
    times = []
    for serial in range(100, 110):
        head = f"33018219850607{serial}"
        typed = {
            "name": "吴用",
            "kind": "resident_id",
            "number": head + ric.calc_check_digit(f"{head}0"),
            "phone": f"13800000{serial}",
            "applied_on": str(timezone.localdate()),
        }
        begin = time.perf_counter()
        client.get(address)
        answer = client.post(address, typed)
        times.append((time.perf_counter() - begin) * 1000)
        if answer.status_code != 302:
            raise RuntimeError("the application was not taken")
    return Figure(
        "a member entered, form and save", statistics.median(times), _PAGE_MS, "ms", 1, smaller_is_better=True
    )


def _page_before(county: County, number: int) -> Page:
    rows = people(county.chair, Asked(), on=timezone.localdate())
    page = page_of(rows, ())
    for _ in range(number - 2):
        page = page_of(rows, (), after=page.after)
    return page


def _names(county: County, members: int) -> list[Figure]:
    """The database's own time for one page of hits, the middle of twenty names of each kind."""
    return [
        Figure(
            f"search {kind} among {members:,}",
            statistics.median(_search_ms(county, text) for text in asked),
            _SEARCH_MS,
            "ms",
            1,
            smaller_is_better=True,
        )
        for kind, asked in _asked_names()
    ]


def _asked_names() -> Iterator[tuple[str, list[str]]]:
    """What people type, taken from names that exist."""
    found = Member.objects.order_by("number").values_list("name", "pinyin")
    some = [row for row in found[:400] if len(row[0]) == 3][:20]
    yield "one character", [name[-1] for name, _pinyin in some]
    yield "a surname", [name[0] for name, _pinyin in some]
    yield "two characters", [name[1:] for name, _pinyin in some]
    yield "three characters", [name for name, _pinyin in some]
    yield "pinyin", [pinyin.replace(" ", "") for _name, pinyin in some]
    yield "initials", ["".join(part[0] for part in pinyin.split()) for _name, pinyin in some]


def _search_ms(county: County, text: str) -> float:
    rows = people(county.chair, Asked(text=text), on=timezone.localdate())
    plan = rows[: PAGE + 1].explain(format="json", analyze=True, timing=False)
    return float(json.loads(plan)[0]["Execution Time"])
