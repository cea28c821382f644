"""The list of capabilities: one module each."""

from functions import (
    access_roles,
    analytics,
    applications,
    audit,
    candidates,
    clients,
    companies,
    contract_arbeit,
    contract_recruiter,
    contract_talenti,
    identity,
    interviews,
    invitations,
    jobs,
    mail,
    matching,
    notes,
    questions,
    realtime,
    resumes,
    retention,
    scoring,
    system,
    tasks,
    usage,
    users,
)
from shared.http.endpoint import Endpoint

CAPABILITIES = (
    system,
    identity,
    contract_talenti,
    users,
    access_roles,
    companies,
    clients,
    jobs,
    candidates,
    notes,
    resumes,
    applications,
    matching,
    questions,
    invitations,
    interviews,
    realtime,
    scoring,
    analytics,
    audit,
    mail,
    usage,
    retention,
    tasks,
    contract_arbeit,
    contract_recruiter,
)
"""In the order of the documentation."""

ENDPOINTS: tuple[Endpoint, ...] = tuple(endpoint for module in CAPABILITIES for endpoint in module.bp.endpoints)
"""Every declared operation."""
