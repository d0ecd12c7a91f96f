"""What schemathesis must be told of this service: who asks, and what a schema cannot say."""

import json
import os
import threading
import uuid
from pathlib import Path

import requests
import schemathesis
from schemathesis.checks import CheckContext
from service import Service

ROLE = os.environ["ANJUAN_CONTRACT_ROLE"]
# These end the session they are asked with: each request brings one of its own.
ENDS_ITS_SESSION = {"sessions_delete_current"}

service = Service(
    Path(os.environ["ANJUAN_CONTRACT_PROGRAM"]), Path(os.environ["ANJUAN_CONTRACT_WORK"]), os.environ["ANJUAN_CONTRACT_URL"]
)


class Somebody:
    """An account of the role. One that a request has disabled or changed is left, and another one opened."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.account: dict[str, str] | None = None
        self.token: str | None = None

    def current_token(self) -> str:
        with self.lock:
            if self.token is None:
                self.token = self.new_token()
            return self.token

    def new_token(self) -> str:
        token = self.log_in() if self.account else None
        if token is None:
            self.account = service.account(ROLE)
            token = self.log_in()
        assert token, f"a fresh {ROLE} cannot log in"
        return token

    def log_in(self) -> str | None:
        answer = requests.post(f"{service.url}/api/v1/auth/sessions", json=self.account, timeout=60)
        return str(answer.json()["access_token"]) if answer.status_code == 201 else None

    def forget(self, token: str) -> None:
        with self.lock:
            if self.token == token:
                self.token = None


somebody = Somebody()


def name_of(operation) -> str:
    return operation.definition.raw.get("operationId", "")


@schemathesis.auth(refresh_interval=None)
class Token:
    def get(self, case, context):
        return somebody.new_token() if name_of(context.operation) in ENDS_ITS_SESSION else somebody.current_token()

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def after_call(context, case, response):
    """A token that is refused though it was ours is not used again: a request has ended its session."""
    sent = (case.headers or {}).get("Authorization", "")
    if response.status_code == 401 and sent.startswith("Bearer "):
        somebody.forget(sent.removeprefix("Bearer "))


@schemathesis.hook
def map_case(context, case):
    """A cursor is what a page gave, and a key is for one act: no schema can say so."""
    if case.meta is not None and case.meta.generation.mode.is_positive:
        if case.query and "cursor" in case.query:
            case.query = {name: value for name, value in case.query.items() if name != "cursor"}
        if case.headers and "Idempotency-Key" in case.headers:
            case.headers = {**case.headers, "Idempotency-Key": str(uuid.uuid4())}
    return case


@schemathesis.serializer("application/x-ndjson", "text/csv")
def rows(context, value):
    lines = value if isinstance(value, list) else [value]
    texts = (one if isinstance(one, (str, bytes)) else json.dumps(one, ensure_ascii=False) for one in lines)
    return b"\n".join(text if isinstance(text, bytes) else text.encode(errors="surrogatepass") for text in texts)


# What a schema can say. Whoever keeps to the document is never refused for one of these.
SAID_BY_SCHEMAS = {
    "unknown_member", "member_missing", "wrong_type", "duplicate_member", "nul_character", "not_listed", "too_long",
    "too_short", "too_many", "too_few", "too_large", "too_small", "repeated_item", "unknown_parameter", "duplicate_parameter",
}  # fmt: skip


@schemathesis.check
def refuses_only_what_no_schema_can_say(context: CheckContext, response, case) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    try:
        faults = response.json().get("errors", [])
    except ValueError:
        return
    told = sorted({f"{fault['pointer']} {fault['code']}" for fault in faults if fault["code"] in SAID_BY_SCHEMAS})
    # A draft may be incomplete; what is submitted may not.
    if name_of(case.operation) == "inspection_submissions_create":
        told = [one for one in told if not one.endswith(" member_missing")]
    assert not told, f"the document allows what the server refuses: {', '.join(told)}"


# Headers that say something of this very answer.
TOLD_IN_HEADERS = (
    "ETag", "Location", "Link", "Idempotent-Replayed", "Content-Language", "WWW-Authenticate", "Retry-After",
    "Content-Disposition", "X-Request-Id",
)  # fmt: skip


@schemathesis.check
def sends_no_header_that_is_not_documented(context: CheckContext, response, case) -> None:
    documented = case.operation.definition.raw["responses"].get(str(response.status_code))
    if documented is None:
        return
    if "$ref" in documented:
        shared = case.operation.schema.raw_schema["components"]["responses"]
        documented = shared[documented["$ref"].rsplit("/", 1)[1]]
    names = {name.lower() for name in documented.get("headers", {})}
    sent = {name.lower() for name in response.headers}
    silent = [name for name in TOLD_IN_HEADERS if name.lower() in sent and name.lower() not in names]
    assert not silent, f"sent, but not documented: {', '.join(silent)}"
