"""The pages as people use them: by the names of what they see."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import problems


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def arrive(page: Page, heading: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def inspect(page: Page, heading: str) -> None:
    """Wait for the page with this heading, and look whether everybody can use it."""
    arrive(page, heading)
    assert problems(page) == []


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the page for signing in."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


@dataclass
class Room:
    """An interview room in a window."""

    page: Page

    @property
    def answer(self) -> Locator:
        """The text box."""
        return self.page.get_by_label("Your answer")

    @property
    def turns(self) -> Locator:
        """What was said, as far as it arrived."""
        return self.page.locator(".turn:not(.waiting)")

    def say(self, text: str) -> None:
        """Type and press Enter."""
        self.answer.fill(text)
        self.answer.press("Enter")

    def hear(self, turns: int) -> None:
        """Wait until there are so many turns."""
        expect(self.turns).to_have_count(turns)

    def words(self) -> list[str]:
        """What was said, in order."""
        return self.turns.locator(".words").all_text_contents()
