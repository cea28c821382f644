"""The check of Bicep files finds what a compiler would, and passes the files that there are."""

from pathlib import Path

import pytest

from tools.bicep.check import Check, Infrastructure
from tools.bicep.source import Node, Source, properties, walk
from tools.bicep.types import Library

LIBRARY = Library()
MODULE = """param name string
param size int = 1
param about object = {}
output id string = '${name}${size}${about.colour}${about.shape}'
"""
ACCOUNT = """resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'a'
  location: 'b'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: { minimumTlsVersion: 'TLS1_2' }
}
"""


def problems(folder: Path, content: str) -> list[str]:
    """What is wrong with a file of this content, beside a module."""
    (folder / "module.bicep").write_text(MODULE)
    (folder / "data.json").write_text('{"things": [{"a": 1, "b": 2}]}')
    path = folder / "file.bicep"
    path.write_text(content)
    return [problem.message for problem in Check(LIBRARY).problems([path])]


def test_the_files_of_the_project_are_in_order() -> None:
    assert Check(LIBRARY).problems(Infrastructure().paths) == []


def test_a_right_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, ACCOUNT) == []


@pytest.mark.parametrize(
    ("change", "to", "message"),
    [
        ("minimumTlsVersion", "minimalTlsVersion", "there is no property properties.minimalTlsVersion"),
        ("'TLS1_2'", "'TLS0_9'", "properties.minimumTlsVersion is one of"),
        ("'TLS1_2'", "true", "properties.minimumTlsVersion takes a string"),
        ("minimumTlsVersion: 'TLS1_2'", "allowBlobPublicAccess: 'no'", "allowBlobPublicAccess takes bool, not string"),
        ("minimumTlsVersion: 'TLS1_2'", "primaryEndpoints: {}", "properties.primaryEndpoints is read-only"),
        ("  location: 'b'\n", "", "location is required"),
        ("'StorageV2'", "'StorageV9'", "kind is one of"),
        ("@2025-06-01", "@2031-01-01", "there is no type data"),
        ("storageAccounts@", "storageAccount@", "there is no type data"),
        ("name: 'a'", "name: missing", "nothing is called missing"),
        ("name: 'a'", "name: invent('a')", "nothing is called invent"),
        ("name: 'a'", "name: ", "syntax error"),
        ("resource account", "@invented()\nresource account", "is not understood"),
        ("resource account", "type colour = string\nresource account", "is not understood"),
        ("resource account", "param idle string\nresource account", "nothing uses idle"),
        ("sku: {", "sku: [", "syntax error"),
        ("'a'", "[7]", "name takes string, not array"),
        (
            "{ minimumTlsVersion: 'TLS1_2' }",
            "about\n}\nvar about = { minimalTlsVersion: 'x'",
            "no property properties.minimal",
        ),
        ("resource account", "param p int = 'many'\nvar v = p\nresource account", "p is int, not string"),
        ("resource account", "@maxValue(5)\nparam p int = 6\nvar v = p\nresource account", "p is from None to 5"),
        (
            "resource account",
            "@maxValue('x')\nparam p int = 6\nvar v = p\nresource account",
            "maxValue of p is a number",
        ),
        ("resource account", "@allowed(['a'])\nparam p string = 'b'\nvar v = p\nresource account", "p is one of 'a'"),
        (
            "resource account",
            "@allowed([7])\nparam p string = 'b'\nvar v = p\nresource account",
            "p is string, not int",
        ),
        ("resource account", "var v = { a: 1 }\noutput o string = v.b\nresource account", "v has no b; there are a"),
    ],
)
def test_a_mistake_in_a_resource_is_found(tmp_path: Path, change: str, to: str, message: str) -> None:
    found = problems(tmp_path, ACCOUNT.replace(change, to, 1))
    assert any(message in one for one in found), found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("module m 'module.bicep' = {\n  name: 'm'\n}\n", "module.bicep needs the parameter name"),
        ("module m 'module.bicep' = {\n  params: { name: 'a', colour: 'red' }\n}\n", "has no parameter colour"),
        ("module m 'module.bicep' = {\n  params: { name: 'a', size: 'big' }\n}\n", "size of module.bicep is int"),
        ("module m 'nowhere.bicep' = {\n  params: {}\n}\n", "there is no nowhere.bicep"),
        (
            "module m 'module.bicep' = {\n  params: { name: 'a' }\n}\noutput o string = m.outputs.other\n",
            "module.bicep has no output other",
        ),
        (ACCOUNT + "output o string = account.properties.nothing\n", "has no properties.nothing"),
        (
            "module m 'module.bicep' = {\n  params: { name: 'a' }\n}\noutput o string = m.output.id\n",
            "a module has outputs and a name, not output",
        ),
        (
            (
                "param p bool\nmodule m 'module.bicep' = {\n  params: { name: 'a' }\n}\n"
                "output o string = p ? '' : m.outputs.other\n"
            ),
            "module.bicep has no output other",
        ),
        (
            "module m 'module.bicep' = {\n  params: { name: 'a', about: { colour: 'red' } }\n}\n",
            "module.bicep reads about.shape, which is not given",
        ),
        (
            "module m 'module.bicep' = {\n  params: { name: 'a', about: { colour: 'c', shape: 'o', weight: 1 } }\n}\n",
            "module.bicep does not read about.weight",
        ),
        (
            (
                "var all = [{ a: 1 }, { a: 2, b: 3 }]\nmodule m 'module.bicep' = [\n  for one in all: {\n"
                "    params: { name: one.b }\n  }\n]\n"
            ),
            "one has no b; there are a",
        ),
        (
            (
                "var all = loadJsonContent('data.json')\nmodule m 'module.bicep' = [\n  for one in all.things: {\n"
                "    params: { name: one.c }\n  }\n]\n"
            ),
            "one has no c; there are a, b",
        ),
        ("var all = loadJsonContent('data.json')\noutput o array = all.thing\n", "all has no thing; there are things"),
    ],
)
def test_a_mistake_between_files_is_found(tmp_path: Path, content: str, message: str) -> None:
    found = problems(tmp_path, content)
    assert any(message in one for one in found), found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("param speechSku = 'F9'", "speechSku is one of"),
        ("param monthlyBudget = 'much'", "monthlyBudget is int, not string"),
        ("param colour = 'red'", "main.bicep has no parameter colour"),
    ],
)
def test_a_mistake_in_the_values_of_an_environment_is_found(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "main.bicep").write_text((Infrastructure.folder / "main.bicep").read_text())
    values = tmp_path / "main.trial.bicepparam"
    values.write_text(f"using 'main.bicep'\n\n{line}\n")
    found = [problem.message for problem in Check(LIBRARY).problems([values])]
    assert any(message in one for one in found), found
    assert "main.bicep needs the parameter adminEmail" in found


def test_a_misspelt_property_is_found_wherever_it_stands(tmp_path: Path) -> None:
    """Every property of every resource in turn; names that their owner may choose are those of tags and settings."""
    unnoticed = set()
    for path in Infrastructure().paths:
        source = Source.read(path)
        for resource in source.of_kind("resource"):
            for key in _keys(resource.body):
                content = path.read_bytes()
                wrong = content[: key.end_byte] + b"Misspelt" + content[key.end_byte :]
                check = Check(LIBRARY)
                check.sources[path.resolve()] = Source(path, wrong.decode())
                if not check.problems([path]):
                    unnoticed.add(content[key.start_byte : key.end_byte].decode())
    chosen = {name for name in unnoticed if name.isupper() or name.startswith("AzureWebJobsStorage__")}
    assert unnoticed - chosen == {"half", "nearly", "forecast", "disableLocalAuth"}, "these are free by the data too"


def _keys(body: Node | None) -> list[Node]:
    nodes = [] if body is None else [node for node in walk(body) if node.type == "object"]
    return [key for node in nodes for key, _ in properties(node).values() if key.type == "identifier"]
