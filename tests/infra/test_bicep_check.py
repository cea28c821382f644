"""The check of Bicep files finds what a compiler would, and passes the files that there are."""

from pathlib import Path

import pytest

from tools.bicep.check import Check, Infrastructure
from tools.bicep.source import Node, Source, properties, walk
from tools.bicep.types import Library

LIBRARY = Library()
MODULE = "param name string\nparam size int = 1\noutput id string = '${name}${size}'\n"
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
