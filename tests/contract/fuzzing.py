"""schemathesis: every operation with every role's token, all checks, bounded in time; the same seed unless another is asked for."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from service import Service

Check = Callable[[], str]
# Seconds for each role at random, and as many step by step.
FUZZING_S = int(os.environ.get("ANJUAN_CONTRACT_FUZZING_S", "8"))
# Another seed, and more examples of each operation, for a longer search.
OPTIONS = {"--seed": os.environ.get("ANJUAN_CONTRACT_SEED"), "--max-examples": os.environ.get("ANJUAN_CONTRACT_EXAMPLES")}


def check(service: Service) -> Iterator[tuple[str, Check]]:
    operations = roles_of(json.loads(service.document.read_text()))
    roles = sorted({role for may in operations.values() for role in may})
    for role, share in shares(operations).items():
        yield f"schemathesis, all boundaries, {role} ({len(share)} operations)", lambda role=role, share=share: run(
            service, role, "--phases", "examples,coverage", *(part for name in share for part in ("--include-operation-id", name))
        )
    for role in roles:
        for phase, words in (("fuzzing", "at random"), ("stateful", "step by step")):
            options = ("--phases", phase, "--max-time", str(FUZZING_S))
            yield f"schemathesis, {words}, {role}", lambda role=role, options=options: run(service, role, *options)


def roles_of(document: dict) -> dict[str, list[str]]:
    """Each operation and who may call it; what anybody may call is told with no role."""
    every = [one for path in document["paths"].values() for one in path.values() if "operationId" in one]
    return {one["operationId"]: one.get("x-roles", []) for one in every}


def shares(operations: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each operation once, with a role that may call it: as few roles as will do."""
    left = {name: set(may) for name, may in operations.items() if may}
    found: dict[str, list[str]] = {}
    while left:
        count: dict[str, int] = defaultdict(int)
        for may in left.values():
            for role in may:
                count[role] += 1
        role = max(sorted(count), key=lambda one: count[one])
        found[role] = sorted(name for name, may in left.items() if role in may)
        left = {name: may for name, may in left.items() if role not in may}
    public = sorted(name for name, may in operations.items() if not may)
    next(iter(found.values())).extend(public)
    return found


def run(service: Service, role: str, *options: str) -> str:
    here = service.here
    asked = [part for name, value in OPTIONS.items() if value for part in (name, value)]
    # Its settings stand before its command.
    command = [service.python / "schemathesis", "--config-file", here / "schemathesis.toml", "run"]
    told = service.run(
        [*command, f"{service.url}/openapi.json", "--checks", "all", "--no-color", *asked, *options],
        here,
        ANJUAN_CONTRACT_PROGRAM=str(service.program),
        ANJUAN_CONTRACT_WORK=str(service.work),
        ANJUAN_CONTRACT_ROLE=role,
        PYTHONPATH=str(here),
        HYPOTHESIS_STORAGE_DIRECTORY=str(service.work / "hypothesis"),
    )
    # The token of an account that is gone with the server is no secret, but it is long.
    return re.sub(r"eyJ[\w.-]{40,}", "…", told)
