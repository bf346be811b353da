"""Compare two exports by the files of each output and their digests: BEFORE AFTER.

What names modules (the records of the manifest) and the notebooks' pages, whose bytes vary, are
left out. Files that one export lacks, and files that differ, are listed by output; exit code 1.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path


def digest_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Digest every file that a manifest records, as it is on disk: its output, its SHA-256."""
    outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return {
        name: (output, hashlib.sha256((folder / name).read_bytes()).hexdigest())
        for output, record in outputs.items()
        if record["kind"] != "notebook"
        for name in record["files"]
    }


def main() -> int:
    """Print the differences and their number; 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="suffixes to leave out: .md")
    options = parser.parse_args()
    before, after = (
        {name: found for name, found in digest_files(folder).items()
         if not name.endswith(tuple(options.without))}
        for folder in (options.before, options.after)
    )  # fmt: skip
    differences = []
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            lacks = "" if name in before and name in after else "only in "
            side = "differs" if not lacks else "BEFORE" if name in before else "AFTER"
            differences.append(f"{(before.get(name) or after[name])[0]}: {name} {lacks}{side}")
    print(*differences, sep="\n" if differences else "")
    print(f"{len(before)} files before, {len(after)} after, {len(differences)} differ")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
