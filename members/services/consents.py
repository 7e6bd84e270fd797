"""Consents: given, withdrawn, asked for (PIPL art. 14–16, 25, 29, 31; rules.md 13.2, 13.4).

    consents.has(member, ConsentPurpose.PUBLICITY, scope="hardship:12")
    consents.give(member=member, purpose=ConsentPurpose.PUBLICITY, scope="hardship:12", by=user)
    consents.withdraw(member=member, purpose=ConsentPurpose.PUBLICITY, scope="hardship:12", by=user)

Who uses data on the strength of a consent says in `on_withdrawal` what it does when the consent is taken back; it runs
in the same transaction, so that a name is taken down before the withdrawal counts as done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.own import ConsentPurpose
from members.models import Consent, Member, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

Handler = Callable[[Consent, User], None]
_handlers: dict[ConsentPurpose, list[Handler]] = {}
# What a purpose is asked about: as a whole, or by occasions that `on_asking` names.
_occasions: dict[ConsentPurpose, Callable[[Member], list[tuple[str, str]]]] = {
    purpose: lambda member: [("", "")] for purpose in ConsentPurpose if purpose != ConsentPurpose.PUBLICITY
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words a person agrees to. Changed words get a new version; what was agreed to stays with its row."""

    version: str
    body: str | Promise


TEXTS: dict[ConsentPurpose, ConsentText] = {
    ConsentPurpose.PUBLICITY: ConsentText(
        "2026-1",
        gettext_lazy(
            "工会可以在本单位公示我的姓名（隐去一个字）、所在工会小组、帮扶类别和金额，公示期满即撤下。"
            "不公示证件号码、电话、住址、病情和收入。不同意不影响申请。"
        ),
    ),
    ConsentPurpose.HEALTH: ConsentText(
        "2026-1",
        gettext_lazy(
            "工会可以登记我或家人患病、住院的情况，只用于慰问、帮扶和互助保障，只有经办人可以查看。不登记就无法办理这几项。"
        ),
    ),
    ConsentPurpose.FINANCE: ConsentText(
        "2026-1",
        gettext_lazy(
            "工会可以登记家庭收入和收款账户，只用于核算困难类别和发放款项，只有经办人可以查看。不登记就无法核算和转账。"
        ),
    ),
    ConsentPurpose.INSURER: ConsentText(
        "2026-1",
        gettext_lazy("工会可以把参保和理赔需要的资料（姓名、证件号码、理赔材料）交给互助保障机构，不作他用。"),
    ),
    ConsentPurpose.PICTURE: ConsentText(
        "2026-1", gettext_lazy("工会可以在本单位和上级工会的宣传中使用我的照片和事迹。撤回后不再使用，已印发的不收回。")
    ),
    ConsentPurpose.REFERRAL: ConsentText(
        "2026-1", gettext_lazy("工会可以把我的姓名、联系电话和求职意向提供给用人单位，用于推荐就业。")
    ),
}


def on_withdrawal(purpose: ConsentPurpose, handler: Handler) -> None:
    """`handler(consent, by)` runs when a consent of this purpose is withdrawn, before the withdrawal is committed."""
    handlers = _handlers.setdefault(purpose, [])
    if handler not in handlers:
        handlers.append(handler)


@dataclass(frozen=True, slots=True)
class Ask:
    """A yes the portal would like to have: for a purpose as a whole, or for one occasion (`scope`, told by `about`)."""

    purpose: ConsentPurpose
    scope: str
    about: str
    text: str | Promise


def on_asking(purpose: ConsentPurpose, occasions: Callable[[Member], list[tuple[str, str]]]) -> None:
    """`occasions(member)` gives (scope, words) of each occasion to ask the member about on the own page. Publicity is
    asked about by occasion only; the other purposes are asked about as a whole until somebody registers them."""
    _occasions[purpose] = occasions


def held_by(member: Member) -> list[Consent]:
    """What is in force for this member, the latest first."""
    return list(Consent.objects.in_force().filter(member=member))


def withdrawn_by(member: Member) -> list[Consent]:
    """What this member once agreed to and took back."""
    return list(Consent.objects.filter(member=member, withdrawn_at__isnull=False))


def open_asks(member: Member) -> list[Ask]:
    """What this member may still say yes to."""
    held = {(consent.purpose, consent.scope) for consent in held_by(member)}
    asks = []
    for purpose, words in TEXTS.items():
        occasions = _occasions[purpose](member) if purpose in _occasions else []
        asks += [Ask(purpose, scope, about, words.body) for scope, about in occasions if (purpose, scope) not in held]
    return asks


def has(member: Member, purpose: ConsentPurpose, *, scope: str = "") -> bool:
    """True while a consent for exactly this purpose and scope is in force."""
    return Consent.objects.in_force().filter(member=member, purpose=purpose, scope=scope).exists()


@transaction.atomic
def give(
    *, member: Member, purpose: ConsentPurpose, by: User, scope: str = "", guardian: str = "", paper: str = ""
) -> Consent:
    """Note a yes in today's words; a yes that is in force already is answered as it is.

    The person says it themselves, or an officer enters a signed paper by its number (`paper`), or a `guardian`'s for a
    child under fourteen. Raises DomainError when somebody else says yes without a paper."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.user_id != by.pk and not paper.strip():
        raise DomainError(_("代他人登记同意时，请填写纸质同意书的编号。"), field="paper")
    found = Consent.objects.in_force().filter(member=member, purpose=purpose, scope=scope).first()
    if found is not None:
        return found
    words = TEXTS[purpose]
    consent = Consent.objects.create(
        member=member,
        purpose=purpose,
        scope=scope,
        text_version=words.version,
        text=str(words.body),
        guardian=guardian.strip(),
        paper=paper.strip(),
        given_at=timezone.now(),
        given_by=by,
    )
    _trace("members.consent.given", consent, by)
    return consent


@transaction.atomic
def withdraw(*, member: Member, purpose: ConsentPurpose, by: User, scope: str = "") -> Consent | None:
    """Take a consent back, as easily as it was given: no reason is asked. None when none is in force."""
    held = Consent.objects.in_force().filter(member=member, purpose=purpose, scope=scope)
    consent = held.select_for_update(of=("self",)).first()
    if consent is None:
        return None
    consent.withdrawn_at = timezone.now()
    consent.withdrawn_by = by
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _trace("members.consent.withdrawn", consent, by)
    for handler in _handlers.get(purpose, []):
        handler(consent, by)
    return consent


def _trace(action: str, consent: Consent, by: User) -> None:
    record(
        action,
        target=consent,
        actor=by,
        organization_id=consent.member.home_id,
        changes={"purpose": ["", consent.purpose], "scope": ["", consent.scope]},
    )
