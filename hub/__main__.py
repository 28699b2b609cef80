"""The command line: `hub` or `python -m hub`. Each command is one file in `hub.commands`."""

from __future__ import annotations

import os
import sys
import traceback

import typer

from hub.commands import (
    agency,
    audit,
    backup,
    deadlines,
    demo,
    doctor,
    explain,
    keys,
    load,
    match,
    operations,
    reconcile,
    relay,
    revoke,
    sample,
    schema,
    screen,
    simulate_agencies,
    sync,
    token,
    unmerge,
    up,
    webhook,
)
from hub.commands.failing import known_failure

app = typer.Typer(
    name="hub",
    help="One open GraphQL hub over a graph of debtors, controllers, companies, bodies, courts and unions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for topic in (
    up,
    demo,
    load,
    unmerge,
    match,
    deadlines,
    relay,
    sync,
    reconcile,
    explain,
    sample,
    token,
    revoke,
    schema,
    screen,
    webhook,
    operations,
    backup,
    doctor,
    audit,
    keys,
    agency,
    simulate_agencies,
):
    topic.register(app)


def main() -> None:
    """Runs a command; a known failure is one line on stderr and a non-zero exit, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:  # whatever it was: a user sees one line of it, never a traceback
        line, code = known_failure(error)
        if os.environ.get("HUB_LOG_LEVEL") == "DEBUG":
            traceback.print_exc()
        print(f"hub: {line}", file=sys.stderr)
        sys.exit(code)


if __name__ == "__main__":
    main()
