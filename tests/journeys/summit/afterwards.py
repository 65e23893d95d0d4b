"""What comes of the day: thanks and feedback, priorities, an owner's action, the strategy and who stands behind it."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from scheduler.actions.service import ASK
from scheduler.core.clock import local_day, utc_now
from scheduler.summits.service.outcomes import THANKS
from scheduler.summits.service.strategy import STRATEGY
from tests.journeys.summit_office import House, look, path_in

NEXT_MONTHS = timedelta(days=60)


def see_what_came_of_it(house: House, desk: Page, partner: Page) -> None:
    """Forty came: they are thanked and asked; what was agreed has owners who tell how it stands."""
    desk.goto(house.at())
    desk.get_by_role("link", name="Afterwards", exact=True).click()
    thank(desk)
    give_feedback(house, partner)
    agree(desk)
    give_an_action(desk)
    report_on_it(house, partner)
    desk.goto(house.at("/after"))
    expect(desk.get_by_role("main")).to_contain_text("1 answered")
    look(desk, "after-all")


def sign_the_strategy(house: House, desk: Page, partner: Page) -> None:
    """A draft with a comment, the final version with a reservation; nothing of the summit is left to do by hand."""
    write(desk, house, "Less harm in town centres.", is_final=False)
    partner.goto(path_in(house.mails(STRATEGY)[0], "/s/"))
    look(partner, "desk-draft")
    partner.get_by_label("Your comment").fill("Name the owners.")
    partner.get_by_role("button", name="Send the comment").click()
    expect(partner.get_by_role("main")).to_contain_text("Name the owners.")
    desk.goto(house.at("/after/strategy"))
    expect(desk.get_by_role("main")).to_contain_text("Name the owners.")
    look(desk, "strategy-commented")
    write(desk, house, "Less harm in town centres; the council owns it.", is_final=True)
    sign_with_reservation(house, partner)
    desk.goto(house.at("/after/sign-off"))
    expect(desk.get_by_role("main")).to_contain_text("0 signed, 1 with a reservation")
    expect(desk.get_by_role("main")).to_contain_text("Subject to the budget.")
    look(desk, "signed")
    desk.goto(house.at())
    main = desk.get_by_role("main")
    for step in ("The day: check-in", "Attendance closed", "Draft joint strategy for comment"):
        expect(main.get_by_role("row", name=step)).to_contain_text("Done")
    look(desk, "overview-at-the-end")


def thank(desk: Page) -> None:
    """Whoever came, once."""
    expect(desk.get_by_role("main")).to_contain_text("40 of 89 expected came, and 1 person whom nobody expected.")
    desk.get_by_role("button", name="Thank whoever came").click()
    expect(desk.get_by_role("main")).to_contain_text("40 invitations were thanked and asked; 0 answered")
    look(desk, "thanked")


def give_feedback(house: House, partner: Page) -> None:
    """Without a name; the second time there is nothing to send."""
    path = path_in(house.mails(THANKS)[0], "/a/")
    partner.goto(path)
    look(partner, "feedback")
    partner.get_by_role("group", name="Was the day worth your time?").get_by_role("radio").last.check()
    partner.get_by_label("What should we do differently?").fill("Longer workshops")
    partner.get_by_role("button", name="Send my answers").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("Thank you")
    partner.goto(path)
    expect(partner.get_by_role("button", name="Send my answers")).to_have_count(0)


def fill_day(page: Page, question: str, day: date) -> None:
    """Three boxes."""
    group = page.get_by_role("group", name=question)
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(box).fill(str(number))


def agree(desk: Page) -> None:
    """What comes first, and in which workshop that was said."""
    desk.get_by_label("What comes first?").fill("Safer town centres at night")
    desk.get_by_label("Agreed in").select_option(label="Workshop A: Violence and young people")
    desk.get_by_role("button", name="Add it").click()
    expect(desk.locator("#priorities")).to_contain_text("Safer town centres at night")


def give_an_action(desk: Page) -> None:
    """Owner, role and day; whom to write to is known."""
    desk.get_by_role("link", name="Add an action").click()
    desk.get_by_label("What is to be done?").fill("Light the bus station")
    desk.get_by_label("Who does it?").select_option(label="Leicester City Council")
    desk.get_by_label("Role there").fill("Head of Community Safety")
    fill_day(desk, "By when?", local_day(utc_now()) + NEXT_MONTHS)
    look(desk, "action")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("main")).to_contain_text("@example.org; not written to yet")
    desk.get_by_role("button", name="Write to the owner").click()
    look(desk, "action-told")


def report_on_it(house: House, partner: Page) -> None:
    """The owner's own link."""
    (mail,) = house.mails(ASK)
    partner.goto(path_in(mail, "/t/"))
    look(partner, "owner")
    partner.get_by_role("radio", name="Done").check()
    partner.get_by_label("In a few words").fill("Lit since Friday")
    partner.get_by_role("button", name="Save").click()
    expect(partner.get_by_role("main")).to_contain_text("Lit since Friday")


def write(desk: Page, house: House, words: str, *, is_final: bool) -> None:
    """A version, released to every organisation: so many mails are asked for twice."""
    desk.goto(house.at("/after"))
    desk.get_by_role("link", name="Write, release, read comments").click()
    desk.get_by_label("Title").fill("Joint Crime Reduction Strategy")
    desk.get_by_label("The strategy").fill(words)
    desk.get_by_label("This is the final version, for approval").set_checked(is_final)
    if not is_final:
        fill_day(desk, "Comments until", local_day(utc_now()) + NEXT_MONTHS)
    desk.get_by_role("button", name="Save the draft").click()
    desk.get_by_role("button", name="Release version").click()
    desk.get_by_label("Yes, send").check()
    desk.get_by_role("button", name="Release version").click()
    expect(desk.get_by_role("button", name="Release version")).to_have_count(0)
    look(desk, "strategy-final" if is_final else "strategy-draft")


def sign_with_reservation(house: House, partner: Page) -> None:
    """As its cabinet decided."""
    partner.reload()
    look(partner, "desk-final")
    partner.get_by_role("radio", name="Signed with a reservation").check()
    partner.get_by_label("What approval do you need?").fill("Cabinet")
    partner.get_by_label("Who decided?").fill("Leader, Rowan Ashdown")
    fill_day(partner, "Decided on", local_day(utc_now()))
    partner.get_by_label("The reservation, or why not").fill("Subject to the budget.")
    partner.get_by_role("button", name="Save").last.click()
    look(partner, "desk-signed")
