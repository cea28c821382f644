"""Who asks: the result of authentication, and the only source of a tenant."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The rank of a user."""

    ADMIN = "ADMIN"
    """Runs the platform."""
    HR = "HR"
    """Recruits for a company."""
    EMPLOYEE = "EMPLOYEE"
    """Interviews for a company."""
    CLIENT = "CLIENT"
    """An agency's client, who looks on."""
    CANDIDATE = "CANDIDATE"
    """Is interviewed."""


class Permission(StrEnum):
    """What an operation may require."""

    COMPANIES_MANAGE = "companies_manage"
    COMPANY_VIEW = "view_company"
    COMPANY_EDIT = "edit_company"
    USERS_VIEW = "view_users"
    USERS_MANAGE = "manage_users"
    USERS_DELETE = "delete_users"
    ACCESS_ROLES_MANAGE = "manage_access_roles"
    CLIENTS_VIEW = "view_clients"
    CLIENTS_MANAGE = "manage_clients"
    PORTAL_USERS_MANAGE = "manage_portal_users"
    CLIENT_PORTAL = "look_on_as_client"
    JOBS_VIEW = "view_jobs"
    JOBS_MANAGE = "manage_jobs"
    CANDIDATES_VIEW = "view_candidates"
    CANDIDATES_MANAGE = "manage_candidates"
    APPLICATIONS_MOVE = "move_applications"
    INVITATIONS_MANAGE = "manage_invitations"
    MAILS_SEND = "send_mails"
    INTERVIEWS_VIEW = "view_interviews"
    INTERVIEWS_MANAGE = "schedule_interviews"
    INTERVIEW_TAKE = "take_interview"
    SCORES_VIEW = "view_scores"
    SCORES_OVERRIDE = "submit_feedback"
    AUDIT_VIEW = "view_audit"
    RETENTION_MANAGE = "manage_retention"
    TASKS_MANAGE = "manage_tasks"
    USAGE_VIEW = "view_usage"
    WEBHOOKS_MANAGE = "manage_webhooks"


_INTERVIEWER = {
    Permission.COMPANY_VIEW,
    Permission.USERS_VIEW,
    Permission.CLIENTS_VIEW,
    Permission.JOBS_VIEW,
    Permission.CANDIDATES_VIEW,
    Permission.INTERVIEWS_VIEW,
    Permission.INTERVIEWS_MANAGE,
    Permission.SCORES_VIEW,
    Permission.SCORES_OVERRIDE,
}
_RECRUITER = set(Permission) - {
    Permission.COMPANIES_MANAGE,
    Permission.COMPANY_EDIT,
    Permission.INTERVIEW_TAKE,
    Permission.CLIENT_PORTAL,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(set(Permission) - {Permission.INTERVIEW_TAKE, Permission.CLIENT_PORTAL}),
    Role.HR: frozenset(_RECRUITER),
    Role.EMPLOYEE: frozenset(_INTERVIEWER),
    Role.CLIENT: frozenset({Permission.COMPANY_VIEW, Permission.CLIENT_PORTAL}),
    Role.CANDIDATE: frozenset({Permission.INTERVIEW_TAKE}),
}
"""What each role may do when nothing else is said."""

GRANTABLE = frozenset(_RECRUITER)
"""What a company may put into an access role: nothing that is the platform's, a candidate's or a client's alone."""


def granted(role: Role, chosen: Iterable[Permission] | None) -> frozenset[Permission]:
    """What a user of this role may do; `chosen` are the permissions of their access role, None if they have none.

    An access role takes the place of what the role may do by itself. It reaches beyond that only for those who work
    for the company: a client or a candidate is never given what others may see.
    """
    if chosen is None:
        return PERMISSIONS[role]
    return frozenset(chosen) & (GRANTABLE if role in {Role.HR, Role.EMPLOYEE} else PERMISSIONS[role])


PLATFORM = "platform"
"""The company of the platform's own administrators, and the partition of what belongs to no tenant."""


_SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated user, or a part of the system acting by itself.

    `company_id` is the tenant: every read and write of the caller stays inside it. `candidate_id` is set for
    a candidate, who sees their own things alone; `client_id` for a client's user, who sees what is their client's.
    """

    user_id: str
    company_id: str
    role: Role
    email: str
    name: str
    session_id: str = ""
    candidate_id: str | None = None
    client_id: str | None = None
    permissions: Set[Permission] = field(default_factory=frozenset)
    must_change_password: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the permission was granted."""
        return permission in self.permissions

    @property
    def is_system(self) -> bool:
        """Whether nobody called: nobody would see a refusal."""
        return self.user_id == _SYSTEM


def candidate_caller(company_id: str, user_id: str, candidate_id: str, *, email: str = "", name: str = "") -> Caller:
    """A candidate who has no session: they show a link, or their work is done later."""
    return Caller(
        user_id=user_id,
        company_id=company_id,
        role=Role.CANDIDATE,
        email=email,
        name=name,
        candidate_id=candidate_id,
        permissions=PERMISSIONS[Role.CANDIDATE],
    )


def system_caller(company_id: str) -> Caller:
    """The system itself, inside one company: for triggers, which nobody called."""
    return Caller(
        user_id=_SYSTEM,
        company_id=company_id,
        role=Role.ADMIN,
        email="",
        name="Talenti",
        permissions=PERMISSIONS[Role.ADMIN],
    )
