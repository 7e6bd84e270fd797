"""Who may do what, as people reviewed it: which role holds which right, and what `table.txt` says about each address.

Nothing here is read from the code under test: the rights are written down once more, so that a right given away by
mistake shows."""

from dataclasses import dataclass
from pathlib import Path

from unionplan.tests.authorisation.world import OUTSIDE, POSTS, REACH

TABLE = Path(__file__).with_name("table.txt")

_LEADERS = "chair"
_OFFICE = "officer federation_officer chair"
# Rights by role. The federation's officer holds an officer's rights at the root of the tree.
HOLDERS = {
    "read": f"group_leader finance auditor women_officer {_OFFICE}",
    "edit_plans": _OFFICE,
    "edit_some_plan": f"women_officer {_OFFICE}",
    "approve_plans": _LEADERS,
    "mark_progress": f"women_officer {_OFFICE}",
    "manage_settings": _OFFICE,
    "manage_events": f"women_officer {_OFFICE}",
    "manage_offices": _LEADERS,
    "manage_register": _OFFICE,
    "read_audit": "auditor chair",
    "read_members": f"group_leader finance women_officer {_OFFICE}",
    "edit_members": _OFFICE,
    "approve_members": _LEADERS,
    "file_application": f"group_leader women_officer {_OFFICE}",
    "see_identity": _OFFICE,
    "export_members": _OFFICE,
    "export_identity": _LEADERS,
    "read_dues": f"group_leader finance auditor {_OFFICE}",
    "collect_dues": "group_leader finance chair",
    "manage_dues": "finance chair",
    "reopen_dues": _LEADERS,
    "open_hardship": _OFFICE,
    "edit_hardship": _OFFICE,
    "approve_hardship": _LEADERS,
    "report_life_events": f"group_leader women_officer {_OFFICE}",
    "read_health": f"women_officer {_OFFICE}",
    "manage_care": f"women_officer {_OFFICE}",
}
# Reading reaches everything below an office's organization; every other right stays in it.
READING = frozenset({"read", "read_members", "read_dues", "open_hardship", "read_health"})

# Where the answer does not follow from the line alone.
EXCEPTIONS = {
    # Members see the bodies they belong to in the calendar, so they learn that they may not switch its address.
    ("pages:public-calendar", "member", "own"): "403",
    ("pages:public-calendar", "member", "parent"): "403",
    # Where a body hangs is decided by the one above it: the chair of "own" moves "child", and not "own" itself.
    ("members:organization-move", "chair", "own"): "403",
    ("members:organization-move", "chair", "child"): "ok",
    # Who puts up a group of travellers takes people of the bodies below along.
    ("members:rest-place", "chair", "child"): "ok",
    ("members:rest-place", "officer", "child"): "ok",
    ("members:rest-place", "women_officer", "child"): "ok",
}
# Pages that are empty for people without any office, and refuse an office without the right.
EMPTY_WITHOUT_OFFICE = {"members:handover-list", "members:lifeword-list"}
# What a body sets up holds for those below, so that they see it: checks, rest cures, insurance and grade schemes.
HANDED_DOWN = {
    "members:grade-list",
    "members:grade-award",
    "members:scheme-list",
    "members:scheme-detail",
    "members:scheme-change",
    "members:policy-roll",
    "members:campaign-create",
    "members:check-list",
    "members:check-detail",
    "members:check-close",
    "members:check-decide",
    "members:check-invite",
    "members:check-mark",
    "members:check-shortlist",
    "members:rest-list",
    "members:rest-trip",
}
# Among these, what people below do for their own union with what was handed down to them.
USED_BELOW = {"members:campaign-create"}
# What members see of the bodies they belong to without holding an office.
MEMBERS_SEE = ("activities:", "pages:calendar", "pages:desk")
BELONGING = ("own", "parent")


@dataclass(frozen=True, slots=True)
class Line:
    """One address and method. `sees`: who gets an answer at all (else 404); `may`: who among them may do it (else 403);
    `refusal`: what somebody without the right meets instead (else 403, or 404 where a row is asked for); `is_fit`:
    whether the sample row can be worked with, so that "ok" is compared too."""

    name: str
    method: str
    sees: str
    may: str = ""
    refusal: str = ""
    is_fit: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Every line, and the addresses left out with the reason."""

    lines: dict[tuple[str, str], Line]
    exempt: dict[str, str]

    @property
    def names(self) -> set[str]:
        """Addresses the table speaks of; "admin:*" stands for all of the administration."""
        return {name for name, _method in self.lines} | set(self.exempt)

    def line(self, name: str, method: str) -> Line | None:
        """What stands there for this address and method."""
        known = any(listed == name for listed, _method in self.lines)
        return self.lines.get((name if known else f"{name.partition(':')[0]}:*", method))

    def is_open(self, name: str) -> bool:
        """Whether strangers get in there."""
        return any(line.sees == "strangers" for (known, _method), line in self.lines.items() if known == name)

    def speaks_of(self, name: str) -> bool:
        return name in self.names or f"{name.partition(':')[0]}:*" in self.names


def read_table() -> Table:
    """`table.txt`: `address | methods | sees [/ may] [or 404]`, or `address | exempt | reason`; # starts a comment."""
    lines: dict[tuple[str, str], Line] = {}
    exempt: dict[str, str] = {}
    for text in TABLE.read_text().splitlines():
        said, _hash, remark = text.partition("#")
        parts = [part.strip() for part in said.split("|")]
        if len(parts) < 3:
            continue
        name, methods, who = parts
        if methods == "exempt":
            exempt[name] = who
            continue
        for method in methods.split():
            assert (name, method) not in lines, f"{name} {method} stands in the table twice"
            lines[name, method] = _line(name, method, who, is_fit=not remark.strip().startswith("unfit"))
    return Table(lines=lines, exempt=exempt)


def _line(name: str, method: str, who: str, *, is_fit: bool) -> Line:
    who, _or, refusal = who.partition(" or ")
    sees, _slash, may = (part.strip() for part in who.partition("/"))
    return Line(name=name, method=method, sees=sees, may=may, refusal=refusal, is_fit=is_fit)


def expected(line: Line, role: str, relation: str, *, api: bool, takes_key: bool) -> str:
    """ok, login, 401, 403 or 404: what the table says this role meets at this address for a row in this place."""
    if (line.name, role, relation) in EXCEPTIONS:
        return EXCEPTIONS[line.name, role, relation]
    if role in OUTSIDE:
        return "ok" if line.sees == "strangers" else "401" if api else "login"
    if line.sees in {"strangers", "everyone"} or (line.name in EMPTY_WITHOUT_OFFICE and role not in REACH):
        return "ok"
    if line.sees == "administrator":  # what the administrator may do there is tested in unionplan/tests/test_walks.py
        return "" if role == "administrator" else line.refusal or "403"
    if line.sees == "owner":
        return "404"
    if line.sees == "members":
        return "ok" if role == "member" else "404"
    if not takes_key:
        return "ok" if role in _holders(line.may or line.sees) else line.refusal or "403"
    return _about_a_row(line, role, relation)


def _about_a_row(line: Line, role: str, relation: str) -> str:
    """What a role meets for a row standing in that place."""
    if line.refusal and role not in _holders(line.sees):
        return line.refusal
    if relation == "crossed":
        return "refused"
    if role == "member" and line.name.startswith("activities:") and relation in BELONGING:
        return "403" if line.may else "ok"
    if relation == "parent" and line.name in HANDED_DOWN and role in POSTS:
        return _handed_down(line, role)
    if not _holds(line.sees, role, relation, below=True):
        return "404"
    return "ok" if not line.may or _holds(line.may, role, relation, below=line.may in READING) else "403"


def may_tell(name: str, role: str) -> tuple[str, ...]:
    """Places beside the reach of the role's office whose words an address may tell."""
    if role == "member":
        return BELONGING if name.startswith(MEMBERS_SEE) else ()
    return ("parent",) if name in HANDED_DOWN else ()


def _handed_down(line: Line, role: str) -> str:
    """A row of the body above, seen from below: looked at, used where that is what it is for, never changed."""
    if role not in _holders(line.sees):
        return "404"
    used = line.name in USED_BELOW and role in _holders(line.may)
    return "ok" if used or not line.may else "403"


def _holders(rights: str) -> set[str]:
    """Roles that hold one of the rights: `a or b` is written a,b."""
    return {role for right in rights.split(",") for role in HOLDERS[right].split()}


def _holds(rights: str, role: str, relation: str, *, below: bool) -> bool:
    reach = REACH.get(role, ()) if below else ("own",) if role != "federation_officer" else ()
    return role in _holders(rights) and relation in reach
