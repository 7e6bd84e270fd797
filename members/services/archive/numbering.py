"""Member numbers: prefix of the union, year of joining, running number; without gaps, whoever approves at once.

The counter is a row that is locked and moved on in the transaction of the approval: an approval that fails gives its
number back, two that run at once get neighbours. A number an import has already given out is stepped over: the only
way a gap comes about."""

from django.db.models import F
from django.utils.translation import gettext as _

from members.models import Member, NumberCounter, NumberScheme, Organization, User
from members.services.organizations import subject_of
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


def scheme_for(organization: Organization) -> NumberScheme:
    """The scheme of the nearest body at or above it; where none has one, its own code becomes the prefix. Not stored
    until the first number is given out."""
    above = NumberScheme.objects.filter(organization__path__above=[organization.path]).select_related("organization")
    nearest = above.order_by(F("organization__path").desc()).first()
    return nearest or NumberScheme(organization=organization, prefix=_own_prefix(organization))


def _stored(scheme: NumberScheme) -> NumberScheme:
    """The scheme as a row; two that need it first at once share one."""
    if scheme.pk is not None:
        return scheme
    rows = NumberScheme.objects.filter(organization=scheme.organization)
    return rows.get_or_create(organization=scheme.organization, defaults={"prefix": scheme.prefix})[0]


def _own_prefix(organization: Organization) -> str:
    """The union's code, or with its key behind it where another union took that as its prefix."""
    taken = NumberScheme.objects.filter(prefix=organization.code[:16]).exists()
    return f"{organization.code[:8]}-{organization.pk}"[:16] if taken else organization.code[:16]


def next_numbers(*, organization: Organization, year: int, count: int) -> list[str]:
    """`count` numbers in order, for people who join this union in that year. Call inside the transaction that uses
    them: the counter stays locked until it ends."""
    scheme = _stored(scheme_for(organization))
    key = year if scheme.with_year else 0
    NumberCounter.objects.get_or_create(scheme=scheme, year=key)
    counter = NumberCounter.objects.select_for_update().get(scheme=scheme, year=key)
    numbers: list[str] = []
    while len(numbers) < count:
        wanted = count - len(numbers)
        batch = [_number(scheme, key, counter.last + step) for step in range(1, wanted + 1)]
        counter.last += wanted
        taken = set(Member.objects.filter(number__in=batch).values_list("number", flat=True))
        numbers += [number for number in batch if number not in taken]
    counter.save(update_fields=["last"])
    return numbers


def set_scheme(*, organization: Organization, prefix: str, with_year: bool, digits: int, by: User) -> NumberScheme:
    """How this union numbers its members from now on; numbers given out stay. Raises DomainError for a prefix another
    union uses."""
    prefix = prefix.strip()
    others = NumberScheme.objects.exclude(organization=organization)
    if others.filter(prefix__iexact=prefix).exists():
        raise DomainError(_("这个前缀已由另一个工会使用。"), field="prefix")
    values = {"prefix": prefix, "with_year": with_year, "digits": digits}
    scheme, _created = NumberScheme.objects.update_or_create(organization=organization, defaults=values)
    record(
        "members.number_scheme.set",
        target=scheme,
        actor=by,
        organization_id=organization.pk,
        subject=subject_of(organization.pk),
        changes={name: ["", value] for name, value in values.items()},
    )
    return scheme


def _number(scheme: NumberScheme, year: int, serial: int) -> str:
    return f"{scheme.prefix}{year or ''}{serial:0{scheme.digits}d}"
