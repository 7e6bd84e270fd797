"""What every process that meets strangers' bytes does first, and how it speaks of its own faults."""

import resource
import signal

from unionplan.core.untrusted.limits import Limits

GRACE_SECONDS = 5


def limit_this_process(limits: Limits) -> None:
    """Take away memory, processor time, files and children for good: hard limits cannot be raised again."""
    ceilings = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.output_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }
    for which, ceiling in ceilings.items():
        # A second between the two for processor time: the first signal says what happened, the second only kills.
        resource.setrlimit(which, (ceiling, ceiling + (which == resource.RLIMIT_CPU)))
    # Should the parent die, nobody watches the clock: then this alarm ends the process.
    signal.alarm(int(limits.wall_seconds) + GRACE_SECONDS)


def place_of(error: Exception) -> str:
    """Type and line of a fault, without its message: messages quote the file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{type(error).__name__} in {place}"
