"""YAML read together with the line each value stands on, so that a fault can name it."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

type Place = tuple[Path, int]
"""A file and a line in it, the first being 1."""


class _Loader(yaml.CSafeLoader):
    """YAML in which only true and false are booleans, so that yes and no stay words."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


class YamlError(Exception):
    """A fault of one file's YAML."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@dataclass
class Document:
    """The data of one or more files, and where each value of it stands."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)

    def place(self, path: tuple[str, ...]) -> Place | None:
        """Where the value at ``path`` stands, or what holds it, where it is missing."""
        while path not in self.places:
            if not path:
                return None
            path = path[:-1]
        return self.places[path]

    def over(self, base: "Document") -> "Document":
        """This laid over ``base``: mappings are joined, everything else is replaced."""
        return Document(_joined(base.data, self.data), base.places | self.places)


def read(path: Path) -> Document:
    """Read a file; raises `YamlError` where it is not YAML or says one thing twice."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise YamlError((path, line), f"not YAML: {error.problem}; mend the line") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise YamlError((path, 1), f"not YAML: {error}; save it as UTF-8 text") from error
    document = Document(places={(): (path, 1)})
    if root is None:
        return document
    value = _construct(loader, root, path, (), document.places)
    if not isinstance(value, dict):
        raise YamlError((path, 1), "holds no mapping; write it as `name: value` lines")
    document.data = value
    return document


def _construct(
    loader: _Loader,
    node: yaml.Node,
    file: Path,
    path: tuple[str, ...],
    places: dict[tuple[str, ...], Place],
) -> Any:
    places[path] = (file, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(loader, item, file, (*path, str(n)), places)
            for n, item in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    result: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in result:
            raise YamlError((file, line), f"{key} stands here a second time; keep one")
        result[key] = _construct(loader, value_node, file, (*path, key), places)
        places[(*path, key)] = (file, line)
    return result


def _joined(base: Any, over: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    joined = {key: _joined(base[key], over[key]) if key in over else base[key] for key in base}
    return joined | {key: value for key, value in over.items() if key not in base}
