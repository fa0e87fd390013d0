"""What was measured on: the machine and the versions."""

import platform
import re
from datetime import datetime, timezone
from pathlib import Path

from harness.build import python
from harness.ground import ROOT, output


def facts(ground):
    """Names and values, in the order in which they are shown."""
    return {
        "Date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "Commit": commit(),
        "Processor": f"{processor()}, {cores()} cores, {memory_gib()} GiB",
        "System": f"{distribution()}, Linux {platform.release()}",
        "PostgreSQL": f"{ground.version()}, one primary and one standby, over a Unix socket",
        "Swift": re.search(r"Swift version (\S+)", output(["swift", "--version"]))[1],
        "C": output(["cc", "--version"]).splitlines()[0],
        "Python": peer(),
    }


def commit():
    """The commit, and whether anything but the results was changed since."""
    head = output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT).strip()
    paths = [".", ":(exclude)bench/results.md"]
    changed = output(["git", "status", "--porcelain", "--", *paths], cwd=ROOT)
    return f"{head}, changed since" if changed else head


def processor():
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return names[0] if names else platform.machine()


def cores():
    return len(re.findall(r"^processor\s*:", Path("/proc/cpuinfo").read_text(), re.MULTILINE))


def memory_gib():
    kib = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]
    return round(int(kib) / 1024 / 1024)


def distribution():
    return platform.freedesktop_os_release()["PRETTY_NAME"]


def peer():
    script = (
        "import platform\n"
        "from importlib.metadata import version\n"
        "names = ('psycopg2-binary', 'XlsxWriter', 'croniter', 'procrastinate', 'pgqueuer', 'awa-pg',\n"
        "    'duckdb', 'polars', 'pandas', 'adbc-driver-postgresql',\n"
        "    'python-calamine')\n"
        "print(platform.python_version(), *(f'{name} {version(name)}' for name in names), sep=', ')"
    )
    return output([python(), "-c", script]).strip()
