"""The generated Python client: made, type-checked unedited, and let loose on the server."""

import shutil
from collections.abc import Callable, Iterator

from service import Service

Check = Callable[[], str]


def check(service: Service) -> Iterator[tuple[str, Check]]:
    folder = service.work / "python-client"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sources = service.here / "python"
    for name in ("story.py", "mypy.ini"):
        shutil.copy(sources / name, folder)

    def generate() -> str:
        options = ["--meta", "none", "--output-path", folder / "anjuan_client", "--fail-on-warning"]
        command = [service.python / "openapi-python-client", "generate", "--path", service.document, *options]
        # The generator tidies its files with a program that stands beside it.
        path = f"{service.python}:{service.environment['PATH']}"
        return service.run([*command, "--config", sources / "config.yaml"], folder, PATH=path)

    yield "openapi-python-client generates", generate
    yield "openapi-python-client compiles unedited (mypy)", lambda: service.run(
        [service.python / "mypy", "--config-file", "mypy.ini", "story.py", "anjuan_client"], folder
    )
    yield "openapi-python-client tells its story", lambda: service.run(
        [service.python / "python", "story.py"],
        folder,
        ANJUAN_CONTRACT_PEOPLE=service.people("agency_admin", "officer", "decision_maker"),
    )
