"""Do 10,000 damaged files do any harm? `python -m tests.fuzz --count 10000 --seed 20261123 [--keep FOLDER]`.

Each file goes the way of every file (child process, staging, examination) and is held against a slow reference reader.
Exit code 1 if one file gave a traceback, hung, killed its process or put in a cell that the file does not have.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.running import COUNT, SEED, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
    parser.add_argument("--without-old-books", action="store_true", help="no XLS, which LibreOffice has to make first")
    given = parser.parse_args()
    return int(bool(run(given.count, given.seed, given.keep, not given.without_old_books)))


if __name__ == "__main__":
    sys.exit(main())
