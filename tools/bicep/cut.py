"""Cuts Microsoft's type data down to what the Bicep files use: `python -m tools.bicep.cut FOLDER`.

FOLDER holds `<provider>/<version>/types.json`, as the folders of Azure/bicep-types-az under `generated/` do.
"""

import json
import sys
from pathlib import Path

from tools.bicep.check import Check, Infrastructure
from tools.bicep.types import DATA, Library, cut


def main(folder: Path) -> int:
    """Write the data anew. The exit code is 1 if the files are wrong by the whole data."""
    library = Library(folder)
    found = Check(library).problems(Infrastructure().paths)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        return 1
    DATA.mkdir(parents=True, exist_ok=True)
    for old in DATA.glob("*.json"):
        old.unlink()
    for key, types in library.read.items():
        if types is not None:
            lines = ",\n".join(f'"{number}": {json.dumps(entry)}' for number, entry in cut(types).items())
            (DATA / f"{key}.json").write_text("{\n" + lines + "\n}\n")
    print(f"Wrote {len(library.read)} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
