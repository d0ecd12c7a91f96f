"""The document by itself: formally valid, and clean to two linters."""

import json
from collections.abc import Callable, Iterator

from service import Service

Check = Callable[[], str]


def check(service: Service) -> Iterator[tuple[str, Check]]:
    document, here = service.document, service.here

    def is_committed() -> str:
        committed = json.loads((here.parent.parent / "openapi" / "openapi.json").read_text())
        return "" if committed == json.loads(document.read_text()) else "/openapi.json differs from openapi/openapi.json"

    yield "the document served is the one committed", is_committed
    yield "openapi-spec-validator", lambda: service.run([service.python / "openapi-spec-validator", document])
    yield "redocly lint", lambda: service.npx("redocly", "lint", "--config", here / "redocly.yaml", document)
    spectral = ["lint", "--fail-severity", "warn", "--ruleset", here / "spectral.yaml", document]
    yield "spectral lint", lambda: service.npx("spectral", *spectral)
