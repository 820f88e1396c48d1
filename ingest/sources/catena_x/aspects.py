"""What a Catena-X document holds: its twins, and for each the submodels by aspect.

Aspect names come as `urn:samm:io.catenax.…:3.0.0#SingleLevelBomAsPlanned`, with `urn:bamm:`, or
bare; a submodel alone may not name its aspect at all, and is then known by its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

AspectKind = Literal["part", "bom", "usage"]

CHILD_LISTS: Final = ("childItems", "childParts")
PARENT_LISTS: Final = ("parentItems", "parentParts")
OWN_IDS: Final = ("catenaXId", "globalAssetId", "catenaXid", "catenaxId")
_PART_KEYS: Final = ("partTypeInformation", "staticData", "partTypeInformations")
_PART_ASPECTS: Final = frozenset(
    {
        "partasplanned",
        "partasspecified",
        "partasbuilt",
        "serialpart",
        "serialparttypization",
        "batch",
        "justinsequencepart",
        "parttypeinformation",
        "materialtraceability",
    }
)
_LIFECYCLE = re.compile(r"as_?-?(planned|built|specified)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Submodel:
    """One submodel of a twin; `lifecycle` is None where nothing says which."""

    kind: AspectKind
    aspect: str
    lifecycle: str | None
    payload: dict[str, Any]


@dataclass(slots=True)
class Twin:
    """A digital twin: its ordinal in the file, its id as given, its submodels."""

    row: int
    id: str | None
    submodels: list[Submodel] = field(default_factory=list)
    blueprint: str = ""


def read_twins(document: Any, file_stem: str) -> Iterator[Twin | tuple[int, str]]:
    """The twins of a document in order; (ordinal, text) for an entry that is none.

    `file_stem` names the aspect of a submodel that does not (`SingleLevelBomAsPlanned.json`).
    """
    for row, entry in enumerate(_entries(document), start=1):
        if isinstance(entry, dict):
            yield _twin(row, entry, file_stem)
        else:
            yield row, str(entry)[:200]


def _entries(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return [document]
    for key, value in document.items():
        is_container = "testdatacontainer" in key.casefold() or key in ("submodels", "twins")
        if is_container and isinstance(value, list):
            return value
    return [document]


def _twin(row: int, entry: dict[str, Any], file_stem: str) -> Twin:
    twin = Twin(row, own_id(entry))
    for key, value in entry.items():
        name = _aspect_name(key)
        if name is not None:
            payloads = value if isinstance(value, list) else [value]
            twin.submodels.extend(_submodels(name, payloads))
        elif "blueprint" in key.casefold() or key == "PlainObject":
            twin.blueprint += _blueprint_text(key, value)
    if isinstance(entry.get("payload"), dict):
        name = _aspect_name(str(entry.get("aspectType", ""))) or ""
        twin.submodels.extend(_submodels(name or _guess(entry["payload"]), [entry["payload"]]))
    if not twin.submodels:
        stated = _aspect_name(str(entry.get("aspectType", ""))) or _aspect_name(file_stem)
        guessed = _guess(entry)
        # A file's name counts only where it agrees with what the submodel holds.
        name = stated if stated and _kind(stated) == _kind(guessed) else guessed
        twin.submodels.extend(_submodels(name, [entry]))
    if twin.id is None:
        twin.id = next(filter(None, (own_id(part.payload) for part in twin.submodels)), None)
    return twin


def _submodels(name: str, payloads: list[Any]) -> Iterator[Submodel]:
    kind = _kind(name)
    if kind is None:
        return
    for payload in payloads:
        if isinstance(payload, dict):
            yield Submodel(kind, name, _lifecycle(name, payload), payload)


def own_id(entry: dict[str, Any]) -> str | None:
    """The id of the thing that a twin or submodel is about."""
    for key in OWN_IDS:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _aspect_name(key: str) -> str | None:
    """`SingleLevelBomAsPlanned` of any spelling of its name; None for what is no known aspect."""
    name = re.split(r"[#/]", key)[-1]
    if name == key and key.startswith("urn:"):
        name = key.split(":")[-1]
    return name if _kind(name) is not None else None


def _kind(name: str) -> AspectKind | None:
    letters = re.sub(r"[\W_]+", "", name).casefold()
    if letters.startswith(("singlelevelbom", "assemblypartrelationship")):
        return "bom"
    if letters.startswith("singlelevelusage"):
        return "usage"
    return "part" if letters in _PART_ASPECTS else None


def _guess(payload: dict[str, Any]) -> str:
    """The aspect of a submodel that does not name it, by its keys; empty for none of ours."""
    if any(key in payload for key in CHILD_LISTS):
        return "SingleLevelBom"
    if any(key in payload for key in (*PARENT_LISTS, "customers")):
        return "SingleLevelUsage"
    return "PartTypeInformation" if any(key in payload for key in _PART_KEYS) else ""


def _lifecycle(name: str, payload: dict[str, Any]) -> str | None:
    stated = _LIFECYCLE.search(name) or _LIFECYCLE.search(str(payload.get("lifecycleContext", "")))
    if stated:
        return f"as-{stated[1].lower()}"
    if name.casefold().startswith("assemblypartrelationship"):
        return "as-built"  # the aspect's name before SingleLevelBomAsBuilt
    if "asSpecifiedId" in payload:
        return "as-specified"
    return None


def _blueprint_text(key: str, value: Any) -> str:
    """What a twin's blueprint is called: short texts whose key says blueprint, name or type."""
    if isinstance(value, str):
        return f" {value}"
    texts = [key] if key != "PlainObject" else []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            texts.extend(
                text
                for name, text in entry.items()
                if isinstance(text, str)
                and len(text) <= 200
                and any(word in name.casefold() for word in ("blueprint", "name", "type"))
            )
    return "".join(f" {text}" for text in texts)
