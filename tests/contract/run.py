"""Holds a real server to its API document with programs that others wrote. Started by bin/check-contract."""

import argparse
import sys
import time
from pathlib import Path

import document
import fuzzing
import javascript
import limits
import python_client
import tokens
from service import Service

# In this order: the stories tell their tales before schemathesis leaves its traces.
PARTS = {
    "document": document.check,
    "openapi-fetch": javascript.openapi_fetch,
    "hey-api": javascript.hey_api,
    "openapi-python-client": python_client.check,
    "tokens": tokens.check,
    "limits": limits.check,
    "schemathesis": fuzzing.check,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/check-contract", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all when left out: {', '.join(PARTS)}")
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}. There are: {', '.join(PARTS)}")
    passed, failed = 0, 0
    with Service(asked.program.resolve(), asked.work) as service:
        for part in asked.parts or PARTS:
            for name, check in PARTS[part](service):
                since = time.monotonic()
                fault = check()
                seconds = time.monotonic() - since
                passed, failed = (passed, failed + 1) if fault else (passed + 1, failed)
                print(f"{'FAILED' if fault else 'ok':>6}  {name}  ({seconds:.1f} s)", flush=True)
                if fault:
                    print(fault, flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
