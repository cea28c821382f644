"""The schemas of answers in the API document: what each profile makes of a result, and the components they refer to."""

from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.core.page import Page
from shared.core.resource import Input
from shared.http.call import Spoken
from shared.http.endpoint import Endpoint
from shared.http.profiles import Profile

TEMPLATE = "#/components/schemas/{model}"
_PREFIX = TEMPLATE.removesuffix("{model}")
_BY_ALIAS = ".results"
"""What is added to a component's name where it is spelt as in the results profile, with `_id`."""
_NULL = {"type": "null"}

Schema = dict[str, Any]


class Schemas:
    """The components of the document, and what inputs and answers make of them."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        wanted = _wanted(endpoints)
        self._by_name, self.components = _made(wanted, by_alias=False)
        self._by_alias, aliased = _made(wanted, by_alias=True)
        self._respelt = {name: aliased[name] for name in _different(self.components, aliased)}

    def of_input(self, model: type[Input]) -> Schema:
        """What a caller may send."""
        return self._by_name[(model, "validation")]

    def of_answer(self, result: Any, profile: Profile) -> Schema:
        """What an operation with this result answers in a profile."""
        item = self._item(result, by_alias=profile is Profile.RESULTS)
        return _listed(profile, item, item_type(result)) if get_origin(result) is Page else _single(profile, item)

    def of_default(self, result: Any, profile: Profile) -> Schema:
        """What it answers when nobody names a profile: in its route's, or in the one that the request shows."""
        spoken = get_args(get_args(result)[1]) if get_origin(result) is Spoken else (profile,)
        return one_of([self.of_answer(result, one) for one in spoken])

    def _item(self, result: Any, by_alias: bool) -> Schema:
        made = self._by_alias if by_alias else self._by_name
        found = [_NULL if one is NoneType else made[(one, "serialization")] for one in models_of(result)]
        return one_of([self._spelt(one) for one in found] if by_alias else found)

    def _spelt(self, node: Any) -> Any:
        """A schema whose references lead to components as the results profile spells them, which are added."""
        if isinstance(node, list):
            return [self._spelt(one) for one in node]
        if not isinstance(node, dict):
            return node
        name = str(node.get("$ref", "")).removeprefix(_PREFIX)
        if name not in self._respelt:
            return {key: self._spelt(value) for key, value in node.items()}
        if name + _BY_ALIAS not in self.components:
            self.components[name + _BY_ALIAS] = {}  # so that one which contains itself ends
            self.components[name + _BY_ALIAS] = self._spelt(self._respelt[name])
        return {**node, "$ref": _PREFIX + name + _BY_ALIAS}


def item_type(result: Any) -> Any:
    """What a page lists, or what is spoken: the result itself where it is neither."""
    return get_args(result)[0] if get_origin(result) in {Page, Spoken} else result


def models_of(result: Any) -> tuple[Any, ...]:
    """The models that an answer may be of: one, but for addresses that contracts share."""
    item = item_type(result)
    return get_args(item) if get_origin(item) in {Union, UnionType} else (item,)


def one_of(schemas: list[Schema]) -> Schema:
    """A schema that allows each of these."""
    different = [schema for place, schema in enumerate(schemas) if schema not in schemas[:place]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _wanted(endpoints: Iterable[Endpoint]) -> list[tuple[type[BaseModel], str]]:
    wanted: dict[Any, None] = {}
    for endpoint in endpoints:
        for model in (endpoint.query, endpoint.body):
            if isinstance(model, type) and issubclass(model, Input):
                wanted[(model, "validation")] = None
        for model in models_of(endpoint.result):
            if isinstance(model, type) and issubclass(model, BaseModel):
                wanted[(model, "serialization")] = None
    return sorted(wanted, key=lambda pair: pair[1], reverse=True)


def _made(wanted: list[tuple[type[BaseModel], str]], by_alias: bool) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    made, definitions = models_json_schema(
        wanted,  # type: ignore[arg-type]  # pydantic wants a literal for the mode
        by_alias=by_alias,
        ref_template=TEMPLATE,
    )
    return dict(made), definitions.get("$defs", {})


def _different(one: dict[str, Schema], other: dict[str, Schema]) -> set[str]:
    """The names of components that are not the same in both, or that refer to such a one."""
    different = {name for name in one if one[name] != other[name]}
    while more := {name for name in one.keys() - different if _references(one[name]) & different}:
        different |= more
    return different


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return {name for one in node for name in _references(one)}
    if not isinstance(node, dict):
        return set()
    mine = {node["$ref"].removeprefix(_PREFIX)} if isinstance(node.get("$ref"), str) else set()
    return mine | _references(list(node.values()))


def _single(profile: Profile, item: Schema) -> Schema:
    if profile in {Profile.ENVELOPE, Profile.UNION}:
        return _object(status={"const": "success"}, data=item)
    return item


def _listed(profile: Profile, item: Schema, model: Any) -> Schema:
    items = {"type": "array", "items": item}
    if profile is Profile.BARE:
        return items
    if profile is Profile.RESULTS:
        link = {"type": ["string", "null"]}
        return _object(count={"type": "integer"}, next=link, previous=link, results=items)
    numbers: dict[str, Schema] = {name: {"type": "integer"} for name in ("total", "page", "page_size")}
    numbers["next_cursor"] = {"type": ["string", "null"]}
    if profile is Profile.ENVELOPE:
        return _object(status={"const": "success"}, data=items, **numbers)
    if profile is Profile.UNION:
        return _object(**{model.plural: items}, status={"const": "success"}, data=items, **numbers)
    return _object(**{model.plural: items}, **numbers)


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
