"""Rate limits as a client meets them: told in headers, and refused with a time to wait."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message

from service import Service

Check = Callable[[], str]
PER_MINUTE = 30


def check(service: Service) -> Iterator[tuple[str, Check]]:
    def asked() -> tuple[int, Message, bytes]:
        try:
            with urllib.request.urlopen(f"{service.url}/problems/not_found", timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read()

    def faults() -> Iterator[str]:
        status, headers, _ = asked()
        if status != 200 or not re.match(rf'"default";q={PER_MINUTE};w=60\b', headers.get("RateLimit-Policy", "")):
            yield f"{status} RateLimit-Policy: {headers.get('RateLimit-Policy')}"
        if not re.match(r'"default";r=\d+;t=\d+', headers.get("RateLimit", "")):
            yield f"RateLimit: {headers.get('RateLimit')}"
        answers = (asked() for _ in range(2 * PER_MINUTE + 10))
        status, headers, body = next((one for one in answers if one[0] != 200), (200, Message(), b"{}"))
        code, wait = json.loads(body or b"{}").get("code"), headers.get("Retry-After", "")
        if (status, code) != (429, "too_many_requests") or not re.fullmatch(r"[1-9]\d*", wait):
            yield f"refused with {status} {code}, Retry-After: {wait}"

    def limited() -> str:
        service.stop()
        service.start({"ANJUAN_RATE_LIMIT_PER_MINUTE": str(PER_MINUTE)})
        try:
            return "\n".join(faults())
        finally:
            service.stop()
            service.start({})

    yield "rate limits are told in headers and refuse with a time to wait", limited
