"""Accounts of the server under test, opened with its own command, one after another."""

import os
import secrets
import subprocess

import requests

URL = os.environ["ANJUAN_CONTRACT_URL"]
PROGRAM = os.environ["ANJUAN_CONTRACT_PROGRAM"]
AGENCY = os.environ["ANJUAN_CONTRACT_AGENCY"]

OFFICE_HOLDERS = ("officer", "squad_leader", "legal_reviewer", "decision_maker", "clerk", "agency_admin")
ROLES = (*OFFICE_HOLDERS, "supervisor", "platform_admin", "security_admin", "auditor")


def open_account(role: str) -> tuple[str, str]:
    """A new account with one role: its user name and password."""
    username = f"contract-{role.replace('_', '-')}-{secrets.token_hex(4)}"
    password = f"Contract-{secrets.token_urlsafe(12)}-9a"
    command = [PROGRAM, "account", "create", "--username", username, "--role", role, "--password-stdin"]
    if role not in ("platform_admin", "security_admin"):
        command += ["--agency", AGENCY]
    subprocess.run(command, input=password, text=True, check=True, stdout=subprocess.DEVNULL)
    return username, password


def log_in(username: str, password: str) -> str | None:
    """An access token, or none when the account may not log in any more."""
    body = {"username": username, "password": password}
    answer = requests.post(f"{URL}/api/v1/auth/sessions", json=body, timeout=30)
    return answer.json()["access_token"] if answer.status_code == 201 else None
