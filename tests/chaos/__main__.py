"""`python -m tests.chaos --seed 7 --sessions 200 --drops 1000`."""

import argparse
import asyncio
import resource
import signal
import sys
from dataclasses import fields

from tests.chaos.trial import Options, Report, run

_SHOWN = 20


def main() -> int:
    """Run a trial and print what it showed; the status is 1 where anything was violated."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    for field in fields(Options):
        name = f"--{field.name.rstrip('_').replace('_', '-')}"
        kind = type(field.default)
        parser.add_argument(name, type=kind, default=field.default, dest=field.name)
    options = Options(**vars(parser.parse_args()))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # A killed trial ends as an interrupted one does: its servers are stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"chaos, seed {options.seed} ...", flush=True)
    report = asyncio.run(run(options))
    print(render(report))
    return int(bool(report.violations))


def render(report: Report) -> str:
    """Figures, then violations."""
    lines = [f"{value:>10,}  {name}" for name, value in report.figures.items()]
    lines += [f"{len(report.violations):>10,}  violations"]
    lines += [f"  {violation[:1000]}" for violation in report.violations[:_SHOWN]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
