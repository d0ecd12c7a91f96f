"""The server under test: a fresh data directory with the demo's year in it, on a port of its own."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

# The demo's town.
AGENCY = "350481102"
OF_NO_AGENCY = ("platform_admin", "security_admin")
START_SECONDS_MAX = 60
COMMAND_SECONDS_MAX = 900


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Service:
    def __init__(self, program: Path, work: Path, url: str | None = None):
        self.program, self.work = program, work
        self.data = work / "data"
        self.here = Path(__file__).parent
        self.python = work / "python" / "bin"
        self.node = work / "node"
        self.url = url or f"http://127.0.0.1:{free_port()}"
        self.address = self.url.removeprefix("http://")
        self.document = work / "openapi.json"
        self.server: subprocess.Popen[bytes] | None = None
        own = {name: value for name, value in os.environ.items() if not name.startswith("ANJUAN_") or name == "ANJUAN_PG_BIN"}
        own.pop("DATABASE_URL", None)
        self.environment = own | {
            "ANJUAN_DATA_DIR": str(self.data / "demo"),
            "ANJUAN_BIND": self.address,
            "ANJUAN_PUBLIC_URL": self.url,
            "ANJUAN_LOG": "warn",
            # A program that tries everything is no attacker here: limits have tests of their own.
            "ANJUAN_RATE_LIMIT_PER_MINUTE": "0",
            "ANJUAN_LOGIN_SOURCE_FAILURES_MAX": "100000",
        }

    def __enter__(self) -> "Service":
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        # Its private PostgreSQL runs as another user when this is root.
        self.data.chmod(0o711)
        with (self.work / "demo.log").open("wb") as log:
            seeded = {**self.environment, "ANJUAN_DATA_DIR": str(self.data), "ANJUAN_BIND": "127.0.0.1:0"}
            demo = [self.program, "demo", "--exit"]
            if subprocess.run(demo, env=seeded, stdout=log, stderr=log, check=False).returncode != 0:
                raise SystemExit(f"the demo's year could not be replayed: see {log.name}")
        self.start({})
        with urllib.request.urlopen(f"{self.url}/openapi.json", timeout=30) as answer:
            self.document.write_bytes(answer.read())
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def start(self, settings: dict[str, str]) -> None:
        log = (self.work / "server.log").open("ab")
        self.server = subprocess.Popen([self.program, "serve"], env=self.environment | settings, stdout=log, stderr=log)
        log.close()
        until = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self.server.poll() is not None or time.monotonic() > until:
                    self.stop()
                    raise SystemExit(f"the server does not start: see {self.work / 'server.log'}") from None
                time.sleep(0.1)

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=60)
        self.server = None

    def account(self, role: str) -> dict[str, str]:
        """A new account with one role."""
        who = {
            "username": f"contract-{role.replace('_', '-')}-{secrets.token_hex(4)}",
            "password": f"Contract-{secrets.token_urlsafe(12)}-9a",
        }
        command = [self.program, "account", "create", "--username", who["username"], "--role", role, "--password-stdin"]
        agency = [] if role in OF_NO_AGENCY else ["--agency", AGENCY]
        subprocess.run(
            [*command, *agency], env=self.environment, input=who["password"].encode(), stdout=subprocess.DEVNULL, check=True
        )
        return who

    def people(self, *roles: str) -> str:
        """Accounts for a story, as the environment variable that tells it of them."""
        return json.dumps({role: self.account(role) for role in roles})

    def run(self, command: list[object], folder: Path | None = None, **environment: str) -> str:
        """Runs a program; nothing when it is content, else what it said."""
        told = {name: value for name, value in self.environment.items() if not name.startswith("ANJUAN_")}
        ran = subprocess.run(
            [str(part) for part in command],
            cwd=folder or self.work,
            env=told | {"ANJUAN_CONTRACT_URL": self.url, "ANJUAN_CONTRACT_DOCUMENT": str(self.document), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=COMMAND_SECONDS_MAX,
            text=True,
            check=False,
        )
        return "" if ran.returncode == 0 else ran.stdout.strip() or f"{command[0]} ended with {ran.returncode}"

    def npx(self, program: str, *arguments: object, folder: Path | None = None) -> str:
        return self.run([self.node / "node_modules" / ".bin" / program, *arguments], folder or self.node)
