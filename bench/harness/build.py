"""Builds what is measured, once: release products, the floor, and the peer's environment."""

import os
import subprocess
import sys

from harness.ground import BUILD, ROOT, output

BENCH = ROOT / "bench"
FLOOR = BUILD / "floor"
QUEUE_FLOOR = BUILD / "queue-floor"
LOGS_FLOOR = BUILD / "logs-floor"
LOGS_ALLOCATIONS = BUILD / "logs-allocations.so"
XLSX_FLOOR = BUILD / "xlsx-floor"
PACK_WORKBOOKS = BUILD / "pack-workbooks"
PYTHON = BENCH / ".venv" / "bin" / "python"
PRODUCTS = ROOT / ".build" / "release"

# As the Makefile builds the program that people run.
SWIFT_FLAGS = "-c release --static-swift-stdlib -Xlinker -s"
C_FLAGS = "-std=gnu17 -O2 -Wall -Wextra -Wpedantic -Werror"


def product(name):
    """Builds one product of the package and returns its path."""
    flags = os.environ.get("RELEASE_FLAGS", SWIFT_FLAGS).split()
    command = ["swift", "build", *flags, "--product", name]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
        raise SystemExit(f"bench: {name} does not build")
    return PRODUCTS / name


def floor():
    """Compiles the floor of reading and returns its path."""
    return compiled(sorted((BENCH / "floor").glob("*.c")), FLOOR)


def queue_floor():
    """Compiles the queue's floor and returns its path."""
    return compiled([BENCH / "queue" / "floor.c"], QUEUE_FLOOR)


def logs_floor():
    """Compiles the floor of writing lines and returns its path."""
    return compiled([BENCH / "logs" / "floor.c"], LOGS_FLOOR)


def logs_allocations():
    """Compiles what counts allocations, to be preloaded, and returns its path."""
    return compiled([BENCH / "logs" / "allocations.c"], LOGS_ALLOCATIONS, "-shared", "-fPIC")


def xlsx_floor():
    """Compiles the floor of writing workbooks and returns its path."""
    sources = [BENCH / "xlsx" / "floor.c", BENCH / "floor" / "session.c"]
    return compiled(sources, XLSX_FLOOR, libraries=("-lpq", "-lxlsxwriter"))


def pack_workbooks():
    """Compiles what writes CSV files into workbooks, to time libxlsxwriter alone, and returns its path."""
    return compiled([BENCH / "pack" / "workbooks.c"], PACK_WORKBOOKS, libraries=("-lxlsxwriter",))


def compiled(sources, path, *flags, libraries=("-lpq",)):
    BUILD.mkdir(exist_ok=True)
    include = output(["pg_config", "--includedir"]).strip()
    output(["cc", *C_FLAGS.split(), *flags, f"-I{include}", *sources, "-o", path, *libraries])
    return path


def python():
    """Makes the peer's environment and returns its Python."""
    wanted = BENCH / "peers" / "requirements.txt"
    mark = BENCH / ".venv" / "requirements.txt"
    if not mark.exists() or mark.read_text() != wanted.read_text():
        output([sys.executable, "-m", "venv", BENCH / ".venv"])
        output([PYTHON, "-m", "pip", "install", "--quiet", "--requirement", wanted])
        mark.write_text(wanted.read_text())
    return PYTHON
