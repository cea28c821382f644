"""Where a caller's token may stand: Static Web Apps puts a token of its own into `Authorization`."""

from tests.tenant import Tenant

ME = "/api/v1/users/me"


def test_our_own_header_is_believed_before_authorization(acme: Tenant) -> None:
    token = acme.hr.headers.pop("Authorization")
    put_there_on_the_way = {"Authorization": "Bearer of-static-web-apps"}
    assert acme.hr.get(ME, headers=put_there_on_the_way).status_code == 401
    answer = acme.hr.get(ME, headers={"X-Talenti-Authorization": token} | put_there_on_the_way)
    assert answer.status_code == 200


def test_our_own_header_is_enough_and_checked_like_the_other(acme: Tenant) -> None:
    token = acme.hr.headers.pop("Authorization")
    assert acme.hr.get(ME, headers={"X-Talenti-Authorization": token}).status_code == 200
    assert acme.hr.get(ME, headers={"X-Talenti-Authorization": token + "x"}).status_code == 401
