"""A chair works through the whole portal with canary people: every form is filled in and sent, wrongly and rightly, and
every page is opened."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from unionplan.core.sealed import sealed_fields
from unionplan.tests.authorisation.knocking import Door, doors
from unionplan.tests.authorisation.world import World
from unionplan.tests.canaries.filling import filled, forms_in
from unionplan.tests.canaries.people import Canary
from unionplan.tests.samples import SECRET

AREAS = ("members:", "pages:me")
# Pages that show a sealed value on purpose, to somebody who asked for it and was recorded.
SHOWN_ON_PURPOSE = {
    "members:own-reveal",
    "members:member-reveal",
    "members:own-copy-take",
    "members:hardship-evidence",
    "members:hardship-detail",
    "members:hardship-form",
}
MEMBER_NAME = SECRET + "甲"


@dataclass
class Trail:
    """What came back: addresses asked for and led to, and pages that should show nothing."""

    addresses: list[str] = field(default_factory=list)
    pages: list[tuple[str, bytes]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, name: str, address: str, response: HttpResponse, *, typed: bool) -> None:
        """A form that is shown again may repeat what was just typed; nothing else may."""
        self.addresses += [address, response.headers.get("Location", "")]
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        if name not in SHOWN_ON_PURPOSE and not (typed and response.status_code in {200, 409, 422}):
            body = b"".join(response.streaming_content) if response.streaming else response.content
            self.pages.append((f"page {name} {response.status_code}", body))


def work_through(world: World, bird: Canary, *, role: str) -> Trail:
    """Every form of the members' area, first with everything in it, then with one thing missing."""
    trail = Trail()
    for name, door in doors().items():
        if not name.startswith(AREAS):
            continue
        address = door.address("own")
        shown = world.client(role, api=False).get(address)
        trail.note(name, address, shown, typed=False)
        for form in forms_in(shown):
            _send(world, door, address, filled(form, bird, member=MEMBER_NAME), trail, role)
            spoilt = filled(form, bird, member="")
            _send(world, door, address, spoilt, trail, role)
    return trail


def _send(world: World, door: Door, address: str, typed: dict[str, Any], trail: Trail, role: str) -> None:
    response = world.client(role, api=False).post(address, typed)
    trail.note(door.name, address, response, typed=True)


def look_around(world: World, *, roles: tuple[str, ...]) -> Trail:
    """Every page as these people, after the work was done."""
    trail = Trail()
    for role in roles:
        for name, door in doors().items():
            if name.startswith((*AREAS, "api-", "pages:")) and name not in SHOWN_ON_PURPOSE | {"pages:readyz"}:
                address = door.address("own")
                response = world.client(role, api=door.api).get(address)
                trail.note(f"{name} as {role}", address, response, typed=False)
    return trail


def places_sealed(bird: Canary) -> set[str]:
    """Sealed columns in which one of the bird's values lies: proof that the walk went that far."""
    found = set()
    for model, sealed in sealed_fields():
        for row in model._default_manager.exclude(**{sealed.name: ""}):
            if any(value in getattr(row, sealed.name).reveal() for value in bird.values().values()):
                found.add(f"{model._meta.label}.{sealed.name}")
    return found
