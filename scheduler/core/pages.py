"""Sets up the pages: where templates are found, the GOV.UK macros, and addresses of built assets."""

import json
import logging
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, request, url_for
from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.bccache import Bucket

from scheduler import __version__
from scheduler.core import wording
from scheduler.core.drawing import Drawings
from scheduler.core.links import numbered
from scheduler.core.widgets import component_of, first_control_id, summary_of_errors

PACKAGE = Path(__file__).resolve().parents[1]
STATIC = PACKAGE / "static"
# In a checkout the templates lie beside the package; a wheel carries them inside it.
TEMPLATE_FOLDERS = (PACKAGE / "templates", PACKAGE.parent / "templates")
PRODUCT_NAME = "Engagement scheduler"

logger = logging.getLogger(__name__)


class Assets:
    """Built files by their source name; the hash in the file name lets browsers keep them for ever."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.folder = folder
        self.names = self._read()

    def _read(self) -> dict[str, str]:
        manifest = self.folder / "manifest.json"
        try:
            content = json.loads(manifest.read_text(encoding="utf-8"))
        except FileNotFoundError:
            logger.warning("No built assets: pages are plain until assets/build.py has run")
            return {}
        return {str(name): str(hashed) for name, hashed in content.items()}

    def url(self, name: str) -> str:
        """Address of an asset; the plain name while nothing has been built."""
        return url_for("static", filename=self.names.get(name, name))


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates beside the data: the first page of a process is made without compiling some twenty of them.

    Who may write there may write the database too. A folder that cannot be written costs only that time.
    """

    def __init__(self, data: Path) -> None:
        folder = (
            data / f"templates-{__version__}"
        )  # what compiling depends on besides the template comes with a version
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fetch one, if it is there."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, if that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def page_address(page: int) -> str:
    """This page's address with another page number, every filter kept."""
    # Not url_for: it takes _scheme and _external, which anybody could put into the address.
    keep = request.args.to_dict(flat=False) | {"page": [str(page)]}
    return f"{request.script_root}{quote(request.path)}?{urlencode(keep, doseq=True)}"


def init_pages(app: Flask, data: Path | None = None) -> None:
    """Give the application its templates, the GOV.UK macros and the globals that layouts use."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader([str(folder) for folder in TEMPLATE_FOLDERS]),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.bytecode_cache = CompiledTemplates(data) if data else None
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset_url=Assets().url,
        page_address=page_address,
        numbered=numbered,
        product_name=PRODUCT_NAME,
        words=wording,
        component_of=component_of,
        drawn=Drawings().draw,
        summary_of_errors=summary_of_errors,
        first_control_id=first_control_id,
    )
