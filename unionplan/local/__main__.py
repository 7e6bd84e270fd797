"""`python -m unionplan.local run|test|bench|manage|reset`, as the Makefile calls it."""

import sys

from unionplan.local import commands, portal
from unionplan.local.problems import SetupError


def main(arguments: list[str]) -> int:
    """Run the command the first argument names; a `SetupError` becomes its sentence and exit code 1."""
    name, *rest = arguments or ["run"]
    try:
        return portal.run() if name == "run" else commands.call(name, rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
