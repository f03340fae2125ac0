"""Resources belong to skills of the list and are addresses that can be shown."""

from typing import get_args
from urllib.parse import urlsplit

from agents.career.resources import Resource, ResourceType, resources
from agents.career.skills import skills


def _all() -> list[Resource]:
    return [resource for ones in resources().values() for resource in ones]


def test_resource_has_what_its_line_says():
    assert resources()["Python"][0] == Resource(
        skill="Python",
        title="Python documentation",
        type="docs",
        url="https://docs.python.org/3/",
        checked=False,
    )


def test_resource_belongs_to_a_skill_of_the_list():
    assert resources().keys() <= skills().keys()
    assert len(_all()) >= 120


def test_resource_is_of_a_known_type():
    assert {resource.type for resource in _all()} == set(get_args(ResourceType))


def test_address_is_https_of_a_host_and_asks_for_nothing():
    for resource in _all():
        parts = urlsplit(resource.url)
        assert parts.scheme == "https", resource
        assert "." in (parts.hostname or ""), resource
        assert (parts.query, parts.fragment, parts.username) == ("", "", None), resource


def test_skill_names_an_address_once():
    listed = [(resource.skill, resource.url) for resource in _all()]
    assert len(listed) == len(set(listed))
