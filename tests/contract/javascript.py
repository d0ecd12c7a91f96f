"""Two generated TypeScript clients: made, compiled strictly and unedited, and let loose on the server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from service import Service

Check = Callable[[], str]
STORY = ("agency_admin", "officer", "decision_maker")


def openapi_fetch(service: Service) -> Iterator[tuple[str, Check]]:
    folder = project(service, "openapi-fetch")
    generated = folder / "openapi-fetch" / "schema.d.ts"
    yield "openapi-typescript generates", lambda: service.npx("openapi-typescript", service.document, "--output", generated)
    yield from story(service, folder, "openapi-fetch")


def hey_api(service: Service) -> Iterator[tuple[str, Check]]:
    folder = project(service, "hey-api")
    shutil.copy(service.here / "typescript" / "openapi-ts.config.mjs", folder)
    yield "@hey-api/openapi-ts generates", lambda: service.npx("openapi-ts", folder=folder)
    yield from story(service, folder, "hey-api")


def project(service: Service, name: str) -> Path:
    """A fresh folder with one story in it, beside the installed programs."""
    folder = service.node / "stories" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(service.here / "typescript" / f"{name}.ts", folder)
    shutil.copy(service.here / "typescript" / "tsconfig.json", folder)
    (folder / "package.json").write_text('{"type": "module"}\n')
    return folder


def story(service: Service, folder: Path, name: str) -> Iterator[tuple[str, Check]]:
    yield f"{name} compiles unedited (tsc --strict)", lambda: service.npx("tsc", "--project", folder)
    built = folder / "built" / f"{name}.js"
    yield f"{name} tells its story", lambda: service.run(
        ["node", built], folder, ANJUAN_CONTRACT_PEOPLE=service.people(*STORY)
    )
