"""Whatever people give each other, in any order: nobody gets more than the giver had, and it counts at once."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.caller import GRANTABLE, PERMISSIONS, Role
from tests.app import Client, Product
from tests.tenant import Tenant

POWERS = ("manage_access_roles", "manage_users", "view_users", "view_jobs", "view_audit")
"""The first three let somebody decide about others; by the others it shows what they may do."""
PEOPLE = 3
SHOWN_BY = {"view_users": "/api/v1/users", "view_jobs": "/api/v1/jobs", "view_audit": "/api/v1/logs"}

powers = st.lists(st.sampled_from(POWERS), unique=True).map(sorted)
person = st.integers(0, PEOPLE - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), person, person, powers),
        st.tuples(st.just("give"), person, person, person),
        st.tuples(st.just("reset"), person, person, st.none()),
        st.tuples(st.just("deactivate"), person, person, st.none()),
    ),
    max_size=8,
)


@dataclass
class Model:
    """What everybody may do, by the rules: `roles` holds the permissions of each role, `has` who has which."""

    roles: list[set[str]]
    has: list[int | None] = field(default_factory=lambda: list(range(PEOPLE)))
    active: list[bool] = field(default_factory=lambda: [True] * PEOPLE)

    def may(self, who: int) -> set[str]:
        """A person's permissions."""
        role = self.has[who]
        granted = PERMISSIONS[Role.EMPLOYEE] if role is None else self.roles[role]
        return {str(permission) for permission in granted} if self.active[who] else set()


@given(st.lists(powers, min_size=PEOPLE, max_size=PEOPLE), steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_order_of_steps_gives_anybody_more_than_the_giver_had(
    first: list[list[str]], done: list[tuple[str, int, int, object]]
) -> None:
    acme = Tenant(Product())
    roles = [acme.access_role(permissions=permissions)["id"] for permissions in first]
    people = [acme.colleague("EMPLOYEE", access_role_id=role) for role in roles]
    model = Model([set(permissions) for permissions in first])
    for step in done:
        held = [model.may(who) for who in range(PEOPLE)]
        _take(step, people, roles, model)
        for who in range(PEOPLE):
            assert model.may(who) <= held[who] | held[step[1]], "more than the giver had"
            for permission, path in SHOWN_BY.items():
                status = people[who].get(path).status_code
                allowed = permission in model.may(who)
                assert status == (200 if allowed else 403 if model.active[who] else 401), (step, who, permission)


def _take(step: tuple[str, int, int, object], people: list[Client], roles: list[str], model: Model) -> None:
    """Let one person decide, and the model with them if they were allowed to."""
    what, by, about, how = step
    actor, path = people[by], f"/api/v1/users/{people[about].user['id']}"
    if what == "change":
        answer = actor.patch(f"/api/v1/access-roles/{roles[about]}", json={"permissions": how})
        if answer.is_success:
            assert isinstance(how, list)
            model.roles[about] = set(how)
    elif what == "deactivate":
        if actor.post(f"{path}/deactivate").is_success:
            model.active[about] = False
    else:
        body = {"access_role_id": roles[how]} if isinstance(how, int) else {}
        if actor.put(f"{path}/access", json=body).is_success:
            model.has[about] = how if isinstance(how, int) else None


def test_the_powers_of_this_test_are_ones_that_a_company_gives() -> None:
    assert set(POWERS) <= {str(permission) for permission in GRANTABLE}
