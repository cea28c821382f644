"""Microsoft's data about the types of resources, cut down to what the Bicep files use.

Source: the public repository Azure/bicep-types-az, MIT licence. The cut keeps every object that a file sets a property
of, with the names and flags of all its properties, and leaves out the rest.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "tests" / "infra" / "types"

Type = dict[str, Any]
REQUIRED, READ_ONLY = 1, 2


class Types:
    """The types of one provider at one version. `used` collects the numbers of those that were looked at."""

    def __init__(self, entries: dict[str, Type]) -> None:
        self.entries = entries
        self.used: set[str] = set()

    @cached_property
    def resources(self) -> dict[str, str]:
        """Number of each resource's body, by its type with version in lower case."""
        return {
            entry["name"].lower(): _number(entry["body"])
            for entry in self.entries.values()
            if entry["$type"] == "ResourceType"
        }

    def resource(self, name: str) -> Type | None:
        """The body of a resource; None if there is no such type."""
        number = self.resources.get(name.lower())
        return None if number is None else self._at(number)

    def at(self, reference: Type) -> Type | None:
        """What a reference leads to; None if that was cut away."""
        number = _number(reference)
        return self._at(number) if number in self.entries else None

    def _at(self, number: str) -> Type:
        self.used.add(number)
        return self.entries[number]


class Library:
    """All the types at hand, read from `<provider>@<version>.json`, or from Microsoft's own folders."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder
        self.read: dict[str, Types | None] = {}

    def types(self, resource: str) -> Types | None:
        """The types of this resource's provider and version; None if there are none here."""
        provider, _, version = resource.partition("@")
        key = f"{provider.split('/')[0].lower()}@{version}"
        if key not in self.read:
            self.read[key] = self._load(key)
        return self.read[key]

    def _load(self, key: str) -> Types | None:
        cut = self.folder / f"{key}.json"
        if cut.exists():
            return Types(json.loads(cut.read_text()))
        whole = self.folder.joinpath(*key.split("@"), "types.json")
        if whole.exists():
            return Types({str(number): entry for number, entry in enumerate(json.loads(whole.read_text()))})
        return None


def cut(types: Types) -> dict[str, Type]:
    """The entries that were used and the plain ones that they refer to, without words."""
    kept: dict[str, Type] = {}
    for number, entry in types.entries.items():
        if entry["$type"] == "ResourceType" and _number(entry["body"]) in types.used:
            kept[number] = {"$type": "ResourceType", "name": entry["name"], "body": entry["body"]}
    waiting = sorted(types.used, key=int)
    while waiting:
        number = waiting.pop()
        if number in kept:
            continue
        kept[number] = _without_words(types.entries[number])
        waiting.extend(found for found in _references(kept[number]) if _is_plain(types, found))
    return {number: kept[number] for number in sorted(kept, key=int)}


def _is_plain(types: Types, number: str) -> bool:
    entry = types.entries[number]
    if entry["$type"] == "UnionType":
        return all(_is_plain(types, _number(one)) for one in entry["elements"])
    return entry["$type"] not in ("ObjectType", "DiscriminatedObjectType", "ArrayType")


def _without_words(entry: Type) -> Type:
    if "properties" in entry:
        return {**entry, "properties": _wordless(entry["properties"])}
    if "baseProperties" in entry:
        return {**entry, "baseProperties": _wordless(entry["baseProperties"])}
    return entry


def _wordless(properties: dict[str, Type]) -> dict[str, Type]:
    return {name: {"type": one["type"], "flags": one["flags"]} for name, one in properties.items()}


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            return [_number(value)]
        return [number for one in value.values() for number in _references(one)]
    if isinstance(value, list):
        return [number for one in value for number in _references(one)]
    return []


def _number(reference: Type) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
