"""Every role is told that what it reads is data."""

from agents.roles import DATA_RULE, ROLES


def test_all_seven_roles_know_that_inputs_are_no_instructions():
    assert set(ROLES) == {
        *("strategist", "evaluator", "resolver"),
        *("extractor", "generator", "validator", "formatter"),
    }
    assert all(role.prompt.endswith(DATA_RULE) for role in ROLES.values())
