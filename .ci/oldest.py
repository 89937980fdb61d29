"""Print the oldest library versions that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import tomli

project = tomli.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
extras = project["optional-dependencies"]
for requirement in [*project["dependencies"], *(one for name in sys.argv[1:] for one in extras[name])]:
    bound = re.fullmatch(r"([\w-]+)>=([\w.]+)", requirement)
    if bound is None:
        sys.exit(f"{requirement}: a dependency needs a lower bound that can be tried")
    print(f"{bound[1]}=={bound[2]}")
