"""The hub's settings: read once from `HUB_*` environment variables into one frozen value.

Nothing imports a setting; what needs one takes `Settings` as an argument. The table that `hub up --help`
and the README print comes from the same fields, so neither can drift.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict

from hub.settings.bounds import Bounds

ENV_PREFIX: Final = "HUB_"
AMOUNT_MAX: Final = 2**31 - 1  # of a budget: `viewer.quota` tells it as GraphQL's Int


class BadSetting(Exception):
    """A setting that cannot be used; the text names the variable, what was wrong and what is allowed."""


class Settings(Bounds):
    """All settings; field `x_y` is the environment variable `HUB_X_Y`. Units come last in each name."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Field(default=Path(".hub"), description="data folder: embedded graph, keys, record")
    dev: bool = Field(default=False, description="1 turns on the development issuer of tokens and its sample case")
    host: str = Field(default="127.0.0.1", description="address that the hub listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that the hub listens on; 0 takes a free one")
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="least level that is logged to stderr"
    )
    metrics_operations: int = Field(
        default=50,
        ge=0,
        le=1_000,
        description="stored operations that /metrics tells by their names; those beyond are told together",
    )
    slow_seconds: float = Field(
        default=5, ge=0, description="time from which an operation is logged with its statements; 0 for never"
    )
    slow_per_minute: int = Field(default=30, ge=1, le=10_000, description="slow operations logged a minute")
    slow_text_length: int = Field(
        default=8_000, ge=0, le=1_000_000, description="characters of statements logged of a slow operation"
    )
    traces_endpoint: str | None = Field(
        default=None,
        pattern="^https?://[^/@]+/[^?#]*$",
        description="URL that takes OpenTelemetry spans (OTLP over HTTP, …/v1/traces); none: no spans are made",
    )
    traces_ratio: float = Field(
        default=1,
        ge=0,
        le=1,
        description="part of the requests whose spans are sent, where the caller's traceparent decides nothing",
    )
    traces_queue_spans: int = Field(
        default=2_048, ge=1, le=1_000_000, description="spans that wait to be sent; older ones are dropped"
    )
    traces_timeout_seconds: float = Field(
        default=5, gt=0, le=60, description="time to send a batch of spans, with all tries"
    )

    engine_url: str | None = Field(
        default=None,
        pattern=r"^(bolt|bolt\+s|bolt\+ssc|neo4j|neo4j\+s|neo4j\+ssc)://.+",
        description="bolt://… or neo4j://… of the engine; none starts the embedded engine in the data folder",
    )
    engine_user: str = Field(default="neo4j", description="user at the engine's URL")
    engine_password_file: Path | None = Field(default=None, description="file that holds the engine's password")
    engine_heap_mib: int = Field(default=1024, ge=256, le=65536, description="memory of the embedded engine, MiB")
    engine_connections_max: int = Field(
        default=50, ge=1, le=1000, description="Bolt connections held open at most"
    )

    body_bytes: int = Field(default=1 << 20, ge=1024, description="largest request body")
    header_bytes: int = Field(default=64 << 10, ge=4096, description="largest request line with its headers")
    json_depth: int = Field(default=32, ge=4, le=500, description="deepest nesting of the request's JSON")
    json_items: int = Field(default=20_000, ge=1000, description="members and items in the request's JSON")
    depth: int = Field(default=15, ge=1, description="deepest nesting of fields in an operation")
    nesting: int = Field(default=60, ge=10, le=150, description="deepest nesting of brackets in a document")
    aliases: int = Field(default=50, ge=0, description="aliases in an operation, fragments written out")
    tokens: int = Field(default=2000, ge=10, description="tokens in a document, and its comments")
    same_field: int = Field(default=64, ge=1, description="fields of one name in a document")
    directives: int = Field(default=20, ge=0, description="directives in a document")
    first_root_max: int = Field(default=1000, ge=1, description="largest `first` of a root field")
    first_nested_max: int = Field(default=100, ge=1, description="largest `first` below a root field")
    subjects_max: int = Field(default=500, ge=1, description="keys in one list of keys")
    max_cost: int = Field(default=200_000, ge=1000, description="objects that an answer may hold")
    search_cost: int = Field(
        default=10_000,
        ge=0,
        description="objects as which a network, a search for ties or a trace of money counts besides",
    )
    unsized_list: int = Field(default=10, ge=1, description="items counted for a list that takes no `first`")

    rate_per_minute: int = Field(
        default=30_000,
        ge=1,
        le=AMOUNT_MAX,
        description="requests of one agency, or of one caller without, a minute",
    )
    cost_per_minute: int = Field(
        default=40_000_000,
        ge=1,
        le=AMOUNT_MAX,
        description="objects that the answers to one agency, or to one caller without, may hold a minute",
    )
    budgets: str = Field(
        default="",
        description="agencies' own budgets a minute, comma-separated: AGENCY:REQUESTS:COST",
    )
    budget_leases: int = Field(
        default=32,
        ge=1,
        le=1000,
        description="parts into which a budget is cut; each hub takes one at a time, and may lose one and a half",
    )
    budget_accounts: int = Field(
        default=10_000, ge=1, description="agencies and callers whose budget a hub counts at once"
    )

    request_timeout_seconds: float = Field(
        default=10, gt=0, description="time until a request is answered UNAVAILABLE"
    )
    plan_seconds: float = Field(
        default=60,
        ge=0,
        description="time for the engine to plan, beside requests, what it did not answer within one; 0 for none",
    )
    warm_up_seconds: float = Field(
        default=60, ge=0, description="time after the start in which the engine plans common questions; 0 for none"
    )
    header_timeout_seconds: float = Field(
        default=10, gt=0, description="time for a connection to send its headers"
    )
    body_timeout_seconds: float = Field(default=10, gt=0, description="time for a request to send its body")
    send_timeout_seconds: float = Field(
        default=30, gt=0, description="time for a client to take 16 KiB of what waits for it"
    )
    keep_alive_seconds: int = Field(default=30, ge=1, description="time that an idle connection is kept")
    shutdown_seconds: int = Field(default=5, ge=0, description="time for running requests when the hub stops")
    connections_max: int = Field(
        default=1000, ge=1, description="connections served at once; more are answered 503"
    )

    sockets_max: int = Field(default=500, ge=1, description="WebSockets open at once; more are answered 429")
    sockets_per_caller: int = Field(
        default=20, ge=1, description="WebSockets of one caller open at once, over all hubs on one engine"
    )
    socket_seat_seconds: float = Field(
        default=90, ge=1, le=3600, description="time for which those of a hub that died still count"
    )
    socket_operations_per_caller: int = Field(
        default=50,
        ge=1,
        description="operations of one caller under way at once, over all its WebSockets, on all hubs",
    )
    socket_init_seconds: float = Field(
        default=10, gt=0, description="time for a WebSocket to send connection_init"
    )

    rights_seconds: float = Field(
        default=5, ge=0, description="time until a grant that was given or taken back is in force everywhere"
    )
    idempotency_days: int = Field(
        default=30, ge=1, le=366, description="time that the key of a mutation is kept, in days"
    )
    move_ahead_seconds: float = Field(
        default=0.2,
        ge=0,
        le=5,
        description="how far ahead of its commit a move is recorded, so that nobody reads half of it",
    )
    instruction_settle_seconds: float = Field(
        default=16,
        ge=0,
        le=600,
        description="age from which an agency that asks is told an instruction: as long as a move may take to be"
        " committed, so that none is passed over",
    )
    agencies_dir: Path | None = Field(
        default=None,
        description="folder of endpoints (*.toml) of the agencies that `hub relay` tells, and `hub sync` and"
        " `hub reconcile` ask",
    )
    relay_batch: int = Field(
        default=16, ge=1, le=1_000, description="lines of one agency that `hub relay` reads at a time"
    )
    relay_lease_seconds: float = Field(
        default=120,
        ge=1,
        le=3600,
        description="time until another relay takes over what one that died had begun; a request has half of it",
    )
    relay_pause_seconds: float = Field(
        default=1, gt=0, le=60, description="time between two looks of `hub relay` when nothing is due"
    )
    reconcile_grace_seconds: float = Field(
        default=86_400,
        ge=0,
        le=2_592_000,
        description="age from which a message that arrived has to be in the list that `hub reconcile` asks for",
    )
    forget_batch: int = Field(
        default=1_000,
        ge=1,
        le=10_000,
        description="of what hubs remember for a time (such keys, seats, leases), removed in one transaction",
    )
    forget_seconds: float = Field(
        default=10, gt=0, description="time between two looks for what hubs need not remember any longer"
    )
    deadlines_seconds: float = Field(
        default=60,
        ge=0,
        description="time between two looks at cases whose deadlines warn or are over; 0 for never",
    )
    standing_seconds: float = Field(
        default=5, gt=0, le=300, description="time between two looks at the parties that `standingChanged` follows"
    )
    standing_subjects_max: int = Field(
        default=20_000, ge=1, le=200_000, description="parties that one hub follows for all its subscribers"
    )
    standing_subjects_per_caller_max: int = Field(
        default=5_000,
        ge=1,
        le=200_000,
        description="of these, for one agency or one caller who acts for none; never more than for all",
    )
    parse_cache_entries: int = Field(default=1000, ge=1, description="parsed documents kept")
    statement_cache_entries: int = Field(default=1000, ge=1, description="compiled statements kept")
    issuer: str | None = Field(
        default=None, description="https URL of the OpenID Connect issuer whose tokens are taken, as they name it"
    )
    issuer_ca: Path | None = Field(
        default=None, description="file of certificates by which the issuer's is checked; none: the machine's own"
    )
    issuer_timeout_seconds: float = Field(default=5, gt=0, description="time for the issuer to give its keys")
    issuer_bytes: int = Field(default=256 << 10, ge=1024, description="largest answer of the issuer")
    audience: str = Field(default="hub", min_length=1, description="`aud` that a token must name")
    algorithms: str = Field(
        default="Ed25519,EdDSA,ES256,PS256,RS256",
        description="signature algorithms, comma-separated, that tokens and proofs may use",
    )
    clock_leeway_seconds: float = Field(
        default=30, ge=0, le=300, description="difference that is borne between the issuer's clock and the hub's"
    )
    claim_role: str = Field(default="role", min_length=1, description="claim that holds the role")
    claim_agency: str = Field(default="agency", min_length=1, description="claim that holds the agency's code")
    claim_court: str = Field(default="court", min_length=1, description="claim that holds the court's code")
    jwks_seconds: float = Field(
        default=300, gt=0, description="time after which the issuer's keys are fetched anew"
    )
    jwks_refresh_seconds: float = Field(
        default=30, gt=0, description="least time between two fetches, also for tokens of unknown keys"
    )
    jwks_keep_seconds: float = Field(
        default=14_400, gt=0, description="time for which the last keys count while the issuer does not answer"
    )
    jwks_keys_max: int = Field(default=50, ge=1, le=1000, description="keys in the issuer's set")

    revoked_file: Path | None = Field(
        default=None, description="list of revoked tokens; none: revoked.jsonl in the data folder, if it is there"
    )
    revocation_seconds: float = Field(
        default=2, gt=0, le=60, description="time until a revoked token is refused by a running hub"
    )
    revoked_entries_max: int = Field(default=100_000, ge=1, description="lines in the list of revoked tokens")

    limits_file: Path | None = Field(
        default=None, description="time limits that courts have of their own, as graph/catalogue/limits.csv"
    )
    calendar_file: Path | None = Field(
        default=None, description="working days of further years, as graph/catalogue/working_days.csv"
    )

    editions_dir: Path | None = Field(
        default=None, description="folder of further editions of measures, as graph/catalogue/measures"
    )

    tls_certificate: Path | None = Field(default=None, description="certificate (PEM) by which the hub speaks TLS")
    tls_key: Path | None = Field(default=None, description="the certificate's key (PEM, without a password)")
    tls_client_ca: Path | None = Field(
        default=None, description="authorities (PEM) whose client certificates are taken, for tokens bound to one"
    )
    proxies: str = Field(
        default="", description="addresses and networks of proxies, comma-separated, whose header is believed"
    )
    proxy_certificate_header: str | None = Field(
        default=None,
        pattern="^[A-Za-z0-9-]{1,64}$",
        description="header in which they give the client's certificate, for example Client-Cert",
    )
    public_url: str | None = Field(
        default=None, description="URL where callers reach the hub; needed for proofs of possession (DPoP)"
    )
    dpop_seconds: float = Field(default=60, gt=0, le=600, description="age at which a proof of possession is over")

    token_cache_entries: int = Field(default=10_000, ge=1, description="verified tokens kept")
    token_minutes: int = Field(default=60, ge=1, description="validity of a token of the development issuer")
    token_minutes_max: int = Field(
        default=1440, ge=1, description="longest validity that `hub token --minutes` takes"
    )

    graphiql: bool = Field(default=False, description="1 serves GraphiQL at /graphiql; HUB_DEV=1 does too")
    reviewed_agencies: str = Field(
        default="", description="codes of agencies, comma-separated, that may send stored operations only"
    )

    keys_command: str | None = Field(
        default=None,
        description="command that prints the ring of keys, run once at the start, no shell; none: keys/ring.json",
    )
    field_cipher: Literal["AES-256-GCM", "SM4-GCM"] = Field(
        default="AES-256-GCM", description="AES-256-GCM or SM4-GCM: cipher of texts that are sealed from now on"
    )
    keys_command_seconds: float = Field(default=10, gt=0, le=300, description="time for HUB_KEYS_COMMAND to end")

    record_replica: str = Field(
        default="hub",
        pattern="^[a-z0-9][a-z0-9-]{0,39}$",
        description="name of this replica's logs in the record; another one for each machine that shares a folder",
    )
    record_queue_entries: int = Field(
        default=10_000,
        ge=1,
        description="entries that wait for the disk; requests beyond are answered UNAVAILABLE",
    )
    record_syncs: int = Field(
        default=4,
        ge=1,
        le=32,
        description="batches of entries that are synced at a time, each in a thread of its own",
    )
    record_wait_seconds: float = Field(
        default=5, gt=0, description="time for an entry to reach the disk, else UNAVAILABLE"
    )
    record_checkpoint_seconds: float = Field(
        default=5, gt=0, le=10, description="oldest age of an entry that no signed checkpoint covers"
    )
    record_checkpoint_entries: int = Field(
        default=1_000, ge=1, le=1_000, description="most entries that no signed checkpoint covers"
    )
    record_segment_bytes: int = Field(
        default=64 << 20, ge=4096, le=1 << 30, description="size at which the record begins a new file"
    )
    trail_seconds: float = Field(
        default=5, gt=0, description="time in which a page of auditTrail is looked for; then it is cut short"
    )
    trail_readers: int = Field(default=2, ge=1, le=32, description="pages of auditTrail that are read at a time")
    record_witness_dir: Path | None = Field(
        default=None,
        description="second folder that checkpoints are copied to, best where only appending is allowed",
    )

    @property
    def keys(self) -> Path:
        """The folder of all keys, readable by the owner only."""
        return self.data / "keys"

    @property
    def keys_in_use(self) -> Path:
        """The folder in which each process says with which keys it runs."""
        return self.data / "keys-in-use"

    @property
    def audit(self) -> Path:
        """The folder of the record that an earlier hub wrote: kept, never written."""
        return self.data / "audit"

    @property
    def record(self) -> Path:
        """The folder of the record, one folder a log."""
        return self.data / "record"

    @property
    def revocations(self) -> Path:
        """The list of revoked tokens."""
        return self.revoked_file or self.data / "revoked.jsonl"

    @property
    def operations(self) -> Path:
        """The folder of stored operations, one file an operation."""
        return self.data / "operations"

    @property
    def move_ahead(self) -> timedelta:
        """How far ahead of its commit a move is recorded."""
        return timedelta(seconds=self.move_ahead_seconds)


def load_settings(**given: Any) -> Settings:
    """The settings of this process; `given` (the command line's options) go before the environment.

    An option of None counts as not given. Raises `BadSetting` with one line that names every bad variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [f"{_env(str(fault['loc'][0]))}: {fault['msg']}" for fault in error.errors()]
        raise BadSetting("; ".join(faults)) from None


def settings_table() -> list[tuple[str, str, str]]:
    """Every setting as (environment variable, default, description), in the order of declaration, bounds last."""
    fields = sorted(Settings.model_fields.items(), key=lambda item: item[0] in Bounds.model_fields)
    return [(_env(name), _shown(field.default), field.description or "") for name, field in fields]


def _env(name: str) -> str:
    return ENV_PREFIX + name.upper()


def _shown(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(int(default))
    return f"{default:g}" if isinstance(default, float) else str(default)
