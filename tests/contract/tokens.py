"""Access tokens held to the published keys by two verifiers."""

import json
import urllib.request
from collections.abc import Callable, Iterator

import jwt
from service import Service

Check = Callable[[], str]

JOSE = """
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
const [url, token, forged] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
const { payload } = await jwtVerify(token, keys, { issuer: url, algorithms: [decodeProtectedHeader(token).alg] });
if (!payload.sub || !payload.exp) throw new Error("no subject or no end");
await jwtVerify(forged, keys, { issuer: url }).then(() => { throw new Error("a forged token passed"); }, () => {});
"""


def check(service: Service) -> Iterator[tuple[str, Check]]:
    def token() -> str:
        body = json.dumps(service.account("officer")).encode()
        asked = urllib.request.Request(f"{service.url}/api/v1/auth/sessions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return str(json.load(answer)["access_token"])

    def forged(text: str) -> str:
        """The same with one sign of its claims changed."""
        header, claims, signature = text.split(".")
        at = len(claims) // 2
        other = "A" if claims[at] != "A" else "B"
        return ".".join((header, claims[:at] + other + claims[at + 1 :], signature))

    def pyjwt() -> str:
        given = token()
        keys = jwt.PyJWKClient(f"{service.url}/.well-known/jwks.json")
        key = keys.get_signing_key_from_jwt(given)
        algorithm = jwt.get_unverified_header(given)["alg"]
        claims = jwt.decode(given, key, algorithms=[algorithm], issuer=service.url, options={"verify_aud": False})
        if "sub" not in claims or "exp" not in claims:
            return f"no subject or no end: {sorted(claims)}"
        try:
            jwt.decode(forged(given), key, algorithms=[algorithm], options={"verify_aud": False})
        except jwt.InvalidTokenError:
            return ""
        return "a forged token passed"

    def jose() -> str:
        given = token()
        script = service.node / "tokens.mjs"
        script.write_text(JOSE)
        return service.run(["node", script, service.url, given, forged(given)], service.node)

    yield "PyJWT verifies a token through /.well-known/jwks.json", pyjwt
    yield "jose verifies a token through /.well-known/jwks.json", jose
