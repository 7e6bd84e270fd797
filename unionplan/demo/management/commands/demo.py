"""`manage.py demo [--if-empty] [--today DATE]`: fill an empty portal with a federation that never was."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from members.services.delivery import deliver
from unionplan.core.calendar import SHANGHAI
from unionplan.demo.loading import ACCOUNTS_FILE, load

_LATE_MORNING = time(10)


class Command(BaseCommand):
    """Exit status 1 where demo data has no place: in production, or beside an organization that exists already."""

    help = "Load the demo federation into an empty portal; the accounts to log in with go to a file under var/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where organizations exist already")
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day the demo is set on; default: today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("演示数据只用于试用，正式环境不能载入。"))
        loaded = load(now=_moment(options["today"]), folder=Path(settings.VAR_DIR))
        if loaded is not None:
            deliver()  # the mails of the past days left then; here they become files beside the inbox
            self.stdout.write(
                _(
                    "已载入演示数据：%(organizations)s 个工会组织、%(members)s 名会员、%(plans)s 份计划、"
                    "%(reminders)s 条提醒。账号和密码见 %(file)s。"
                )
                % {
                    "organizations": loaded.organizations,
                    "members": loaded.members,
                    "plans": loaded.plans,
                    "reminders": loaded.reminders,
                    "file": Path(settings.VAR_DIR) / ACCOUNTS_FILE,
                }
            )
        elif not options["if_empty"]:
            raise CommandError(_("系统里已有工会组织，演示数据只能载入空的系统。"))


def _moment(day: date | None) -> datetime:
    """Now, or late in the morning of another day."""
    now = timezone.now().astimezone(SHANGHAI)
    return now if day is None or day == now.date() else datetime.combine(day, _LATE_MORNING, SHANGHAI)
