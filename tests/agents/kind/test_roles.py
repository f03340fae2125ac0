"""The roles, and how strong a model each of them gets."""

from agents.kind.roles import ROLES


def test_each_role_gets_the_model_that_its_work_wants():
    assert {name: role.tier for name, role in ROLES.items()} == {
        "extractor": "lite",
        "validator": "lite",
        "formatter": "lite",
        "generator": "standard",
        "evaluator": "thinking",
        "strategist": "best",
        "resolver": "best",
    }
