"""Who the author is where no person acts: imports started from the command line."""

from members.models import User

USERNAME = "system"
NAME = "系统"


def system_account() -> User:
    """The account that stands for the machine: nobody can log in with it, it holds no office and gets no reminder."""
    account, _made = User.objects.get_or_create(
        username=USERNAME, defaults={"full_name": NAME, "is_active": False, "password": "!"}
    )
    return account
