"""The environment is described once in pyproject.toml; every other file agrees with it."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
NOT_LIBRARIES = {"python", "pip"}
LOCK = "requirements.lock"


def read_project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read_conda() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def floors(requirements: list[str]) -> dict[str, str]:
    """Name and lower limit of each requirement; any other kind of limit is refused."""
    found = {}
    for text in requirements:
        requirement = Requirement(text)
        (specifier,) = requirement.specifier
        assert specifier.operator == ">=", f"{text}: a floor is expected"
        name = canonicalize_name(requirement.name)
        assert name not in found, f"{name} is listed twice"
        found[name] = specifier.version
    return found


def conda_requirements() -> tuple[list[str], list[str]]:
    """Requirements of environment.yml: those from conda and those from pip."""
    entries = read_conda()["dependencies"]
    (from_pip,) = (entry["pip"] for entry in entries if isinstance(entry, dict))
    from_conda = [entry for entry in entries if isinstance(entry, str)]
    return from_conda, from_pip


def read_lock() -> list[str]:
    """Each locked requirement with its hashes on one line, comments left out."""
    text = (ROOT / LOCK).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def locked_versions() -> dict[str, list[Version]]:
    versions: dict[str, list[Version]] = {}
    for line in read_lock():
        requirement = Requirement(line.split(" --hash=", maxsplit=1)[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", f"{line[:60]}: not pinned"
        versions.setdefault(canonicalize_name(requirement.name), []).append(
            Version(specifier.version)
        )
    return versions


def test_conda_names_the_same_packages_and_floors():
    from_conda, from_pip = conda_requirements()
    libraries = [
        text
        for text in [*from_conda, *from_pip]
        if not text.startswith("-") and Requirement(text).name not in NOT_LIBRARIES
    ]
    assert floors(libraries) == floors(read_project()["dependencies"])
    (python,) = (text for text in from_conda if Requirement(text).name == "python")
    assert str(Requirement(python).specifier) == read_project()["requires-python"]
    assert "pip" in from_conda
    assert "-e ." in from_pip
    assert read_conda()["channels"] == ["conda-forge", "nodefaults"]


def test_lock_names_no_host_and_no_path():
    text = (ROOT / LOCK).read_text(encoding="utf-8")
    found = re.findall(r".*(?://|\bfile:|@ |--(?:extra-)?index|--find-links|(?:^|\s)/).*", text)
    assert found == []


def test_lock_hashes_every_requirement():
    lines = read_lock()
    assert len(lines) > len(read_project()["dependencies"])
    for line in lines:
        hashes = re.findall(r"--hash=(\S+)", line)
        assert hashes, f"{line[:60]}: no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), line[:60]


@pytest.mark.parametrize("part", [None, "dev"])
def test_lock_holds_everything_above_its_floor(part):
    project = read_project()
    listed = project["optional-dependencies"][part] if part else project["dependencies"]
    versions = locked_versions()
    for name, floor in floors(listed).items():
        assert name in versions, f"{name} is not in {LOCK}: run `make lock`"
        assert min(versions[name]) >= Version(floor), f"{name}: run `make lock`"


def test_lock_holds_one_version_of_each_package():
    """The committed notebooks have one set of outputs for all versions of Python."""
    assert {name: found for name, found in locked_versions().items() if len(found) > 1} == {}


def test_lock_can_build_the_project():
    """Nothing is fetched to build the project: its build backend is locked, too."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    versions = locked_versions()
    for text in build["requires"]:
        requirement = Requirement(text)
        assert all(requirement.specifier.contains(each) for each in versions[requirement.name])


def test_actions_are_pinned_to_a_commit():
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert workflows
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses:\s*(.+)", text)
        assert used
        for action in used:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
        assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_citation_and_changelog_know_the_version():
    version = read_project()["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert f"{version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
