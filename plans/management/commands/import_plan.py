"""`manage.py import_plan FILE --organization CODE`: a document becomes a draft plan, by the steps of the browser."""

from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from members.models import Organization, User
from plans.enums import PlanKind
from plans.management.files import UNREADABLE, file_bytes, read_file
from plans.models import Plan
from plans.permissions import may_change_plan
from plans.services.drafts import PlanDraft, totals_of
from plans.services.imports.confirming import Head, check_head, confirm_preview, head_of
from plans.services.imports.previews import create_previews, digest_of, drafts_of, earlier_plans_of
from plans.services.imports.reading import ENCODINGS, UnreadableError
from plans.services.imports.system import system_account
from unionplan.core.audit import acting
from unionplan.core.enums import Channel
from unionplan.core.errors import DomainError

WRONG_CALL, REFUSED = 2, 4


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


class Command(BaseCommand):
    """Exit status: 0 done, 2 wrong call (unknown organization, account or document), 3 the file cannot be read,
    4 a rule refuses (no year, no right, imported before)."""

    help = "Make a draft plan of a document (.txt, .md, .html, .docx, .xlsx) in an organization."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, metavar="CODE", help="code of the organization")
        parser.add_argument(
            "--document", type=_positive, metavar="N", help="which document, from 1, where there are several"
        )
        parser.add_argument(
            "--year", type=_positive, metavar="Y", help="year of the plan, where the document names none"
        )
        parser.add_argument(
            "--part", type=_positive, metavar="P", help="which half, quarter, month or term of the year"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="author, who must be allowed to; without it the system account"
        )
        parser.add_argument("--encoding", choices=ENCODINGS, help="of a .txt, where it is not recognised")
        parser.add_argument("--again", action="store_true", help="import although this very file was imported before")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be made and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = _organization(options["organization"])
        author = _account(options["by"]) if options["by"] else None
        drafts = _drafts(options)
        if options["dry_run"]:
            for number, draft in enumerate(drafts, start=1):
                if options["document"] in (None, number):
                    self.stdout.write(_words(number, draft, _head(draft, options)))
            return
        index = self._chosen(drafts, options["document"])
        plan = _import(options, organization, author, index, _head(drafts[index], options))
        self.stdout.write(
            _("已建立计划《%(title)s》（编号 %(id)s，%(items)s 项工作）。")
            % {"title": plan.title, "id": plan.pk, "items": totals_of(drafts[index]).items}
        )

    def _chosen(self, drafts: list[PlanDraft], number: int | None) -> int:
        """The 0-based place of the document meant; with several of them it has to be named."""
        if number is None and len(drafts) > 1:
            for place, draft in enumerate(drafts, start=1):
                self.stderr.write(_words(place, draft, head_of(draft)))
            raise CommandError(_("文件里有多份计划，请用 --document N 指明导入哪一份。"), returncode=WRONG_CALL)
        return (number or 1) - 1


def _organization(code: str) -> Organization:
    found = Organization.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise CommandError(_("没有编码为 %(code)s 的工会组织。") % {"code": code}, returncode=WRONG_CALL)
    return found


def _account(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(_("没有账号 %(username)s，或已停用。") % {"username": username}, returncode=WRONG_CALL)
    return found


def _drafts(options: dict[str, Any]) -> list[PlanDraft]:
    read = read_file(options["file"], encoding=options["encoding"])
    try:
        drafts = drafts_of(read)
    except UnreadableError as error:
        raise CommandError(error.message, returncode=UNREADABLE) from error
    if options["document"] and options["document"] > len(drafts):
        message = _("文件里只有 %(count)s 份计划。") % {"count": len(drafts)}
        raise CommandError(message, returncode=WRONG_CALL)
    return drafts


def _head(draft: PlanDraft, options: dict[str, Any]) -> Head:
    head = head_of(draft)
    return replace(head, year=options["year"] or head.year, part=options["part"] or head.part)


def _import(options: dict[str, Any], organization: Organization, author: User | None, index: int, head: Head) -> Plan:
    data = file_bytes(options["file"])
    by = author or system_account()
    try:
        check_head(head)
        _check_right(author, organization, head)
        if not options["again"]:
            _check_new(data, organization, index)
        with acting(actor_id=by.pk, channel=Channel.COMMAND):
            source = create_previews(
                data=data, filename=options["file"].name, organization=organization, by=by,
                encoding=options["encoding"],
            )  # fmt: skip
            return confirm_preview(preview_id=source.previews.get(document_index=index).pk, by=by, head=head)
    except DomainError as error:
        hint = f" --{error.field}" if error.field in {"year", "part"} else ""
        raise CommandError(f"{error.message}{hint}", returncode=REFUSED) from error


def _check_right(author: User | None, organization: Organization, head: Head) -> None:
    """A named author must be allowed to write this plan; the system account acts for whoever runs the machine."""
    if author and not may_change_plan(author, Plan(organization=organization, kind=head.kind, author=author)):
        raise DomainError(
            _("%(name)s 没有在“%(organization)s”编制这类计划的权限。")
            % {"name": author, "organization": organization.label}
        )


def _check_new(data: bytes, organization: Organization, index: int) -> None:
    made = earlier_plans_of(digest_of(data), organization=organization).filter(preview__document_index=index).first()
    if made is not None:
        raise DomainError(
            _("这份文件已经导入过，建立了计划《%(title)s》（编号 %(id)s）。仍要导入请加 --again。")
            % {"title": made.title, "id": made.pk}
        )


def _words(number: int, draft: PlanDraft, head: Head) -> str:
    """One document in a line: what it is and what would be made of it."""
    totals = totals_of(draft)
    return _(
        "%(number)s. %(title)s｜%(kind)s｜%(year)s｜%(items)s 项工作、%(windows)s 个时间节点、%(targets)s 个目标，"
        "%(open)s 处待确认"
    ) % {
        "number": number,
        "title": draft.title or _("（无标题）"),
        "kind": PlanKind(head.kind).label,
        "year": head.year or _("年度待填"),
        "items": totals.items,
        "windows": totals.windows,
        "targets": totals.targets,
        "open": totals.open_warnings,
    }
