"""The folder by which `hub relay` and `hub sync` find the simulated agencies: endpoints and made-up secrets.

Keys that lie there already stay: a relay that runs goes on when the simulator is started again. Over the files of
anybody else nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.agencies.endpoint import SIGNING
from adapters.agencies.mapping import AgencyMapping
from adapters.disk import put_whole
from adapters.protocols.keys import Scheme, new_key

MARK: Final = "# Written by `hub simulate-agencies`, for development; it is written anew at each start."
_DAYS: Final = 3_650
_TOKEN_BYTES: Final = 24


class ForeignFolder(Exception):
    """A folder that holds endpoints which are not ours."""


def write_endpoints(folder: Path, base_url: str, mappings: Mapping[str, AgencyMapping]) -> None:
    """An endpoint `NAME.toml` of each mapping, at `base_url/NAME`, with its secrets.

    Raises ForeignFolder, OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    foreign = [path.name for path in sorted(folder.glob("*.toml")) if not _is_ours(path)]
    if foreign:
        raise ForeignFolder(f"{folder}: {foreign[0]} is not ours; allowed: a folder without endpoints of agencies")
    for path in folder.glob("*.toml"):
        path.unlink()
    for name, mapping in mappings.items():
        secrets = _secrets(folder, name, mapping)
        lines = [
            MARK,
            f'agency = "{mapping.code}"',
            f'mapping = "{name}"',
            f'url = "{base_url}/{name}"',
            "",
            "[keys]",
            *(f'{key} = "{file}"' for key, file in secrets.items()),
        ]
        put_whole(folder / f"{name}.toml", "\n".join([*lines, ""]).encode())


def signing_file(folder: Path, name: str, mapping: AgencyMapping) -> Path:
    """Where the key lies by which the hub signs what it sends to the agency."""
    proof = mapping.authentication
    return folder / (proof.text("key") if proof.kind == "signature" else f"{name}-{SIGNING}")


def token_file(folder: Path, mapping: AgencyMapping) -> Path | None:
    proof = mapping.authentication
    return folder / proof.text("token") if proof.kind == "bearer" else None


def _secrets(folder: Path, name: str, mapping: AgencyMapping) -> dict[str, str]:
    """By the name that the endpoint has for each: its file. Made where it is not there yet."""
    proof = mapping.authentication
    signing = signing_file(folder, name, mapping)
    if proof.kind == "signature":
        _once({signing: lambda: new_key(Scheme(proof.text("scheme"))).encode()})
        return {proof.text("key"): signing.name}
    _once({signing: lambda: new_key(Scheme.V1).encode()})
    found = {SIGNING: signing.name}
    token = token_file(folder, mapping)
    if token is not None:
        _once({token: lambda: os.urandom(_TOKEN_BYTES).hex().encode()})
        found[token.name] = token.name
    if proof.kind == "mutual-tls":
        files = [proof.text(part) for part in ("certificate", "key")]
        if not all((folder / file).exists() for file in files):
            for file, content in zip(files, _pair(), strict=True):
                put_whole(folder / file, content)
        found |= {file: file for file in files}
    return found


def _once(files: Mapping[Path, Callable[[], bytes]]) -> None:
    for path, made in files.items():
        if not path.exists():
            put_whole(path, made(), unless_there=True)


def _pair() -> Iterable[bytes]:
    """A certificate that signs itself, and its key: over http nobody looks at it, but a client has to have one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return certificate.public_bytes(pem), key.private_bytes(pem, form, plain)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(200).decode("utf-8", "replace").strip() == MARK
