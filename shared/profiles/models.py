"""Profiles: what people say of themselves, for employers to read."""

import json
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from shared.candidates.models import Phone
from shared.core.resource import Input, Instant, Resource
from shared.identity.models import EmailAddress
from shared.store.kinds import Kind


def _null(value: object) -> object:
    """Clients send an empty text where they have nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _settings(value: object) -> object:
    """Settings as an object, or as the text of one."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError:
        return value


Text = Annotated[str | None, Field(max_length=200), BeforeValidator(_null)]
Link = Annotated[str | None, Field(max_length=300), BeforeValidator(_null)]


class ProfileChanges(Input):
    """What somebody says of themselves; an empty text is as good as null. What is not sent stays."""

    user_id: Text = None
    first_name: Text = None
    last_name: Text = None
    email: Annotated[EmailAddress | None, BeforeValidator(_null)] = None
    phone: Annotated[Phone | None, BeforeValidator(_null)] = None
    suburb: Text = None
    state: Text = None
    postcode: Text = None
    country: Text = None
    linkedin_url: Link = None
    portfolio_url: Link = None
    availability: Text = None
    work_mode: Text = None
    work_rights: Text = None
    gpa_wam: Annotated[float | None, Field(ge=0, le=100), BeforeValidator(_null)] = None
    profile_visibility: Text = None
    visibility_settings: Annotated[dict[str, bool] | None, Field(max_length=50), BeforeValidator(_settings)] = None
    paused_at: Annotated[Instant | None, BeforeValidator(_null)] = None


class Profile(Resource):
    """What somebody says of themselves. `profile_prefilled`: it was taken from what is known of them, unchanged yet."""

    plural: ClassVar[str] = "profiles"

    user_id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    suburb: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    linkedin_url: str | None = None
    portfolio_url: str | None = None
    cv_file_id: str | None = None
    cv_file_path: str | None = None
    profile_prefilled: bool = False
    profile_confirmed_at: Instant | None = None
    profile_review_status: str | None = None
    prefill_source: str | None = None
    parsed_snapshot_id: str | None = None
    availability: str | None = None
    work_mode: str | None = None
    work_rights: str | None = None
    gpa_wam: float | None = None
    profile_visibility: str | None = None
    visibility_settings: dict[str, Any] | None = None
    paused_at: Instant | None = None
    created_at: Instant
    updated_at: Instant


class ProfileQuery(Input):
    """Whose profile is wanted: the caller's own, or a user's of the company, for those who may see candidates."""

    user_id: Annotated[str | None, Field(max_length=64)] = None


PROFILE: Kind[Profile] = Kind(name="profile", model=Profile, key=lambda profile: (profile.user_id,))
