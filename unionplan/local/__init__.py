"""The portal on one machine: embedded PostgreSQL and Redis, and the supervisor behind `make run` and `make test`.

Nothing here is used in production; production has its own servers and its own process manager (see `deploy/`).
Linux only: identity of processes is read from `/proc`, and children ask the kernel to end with their parent.
"""
