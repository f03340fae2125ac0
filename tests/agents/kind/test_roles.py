"""The roles, and how strong a model each of them gets."""

from agents.kind.roles import ROLES


def test_each_role_has_a_time_for_which_its_answers_may_be_given_again():
    kept = {name: role.keep_s // 3600 for name, role in ROLES.items() if role.keep_s}
    assert kept == {"validator": 24, "extractor": 12, "generator": 6}


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
