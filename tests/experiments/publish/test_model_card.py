"""The model on one page."""

from experiments.publish import model_card


def test_the_page_is_what_the_published_pages_say():
    assert model_card.page() == model_card.PAGE.read_text(encoding="utf-8"), f"run: {model_card.COMMAND}"


def test_it_says_what_not_to_use_the_model_for_and_what_fails_and_fits_on_a_page():
    page = model_card.page()
    assert "Do not use it" in page and "[hindcast.md](hindcast.md)" in page
    passed, failed = model_card._verdicts()
    assert passed and failed and all(name[1:] in page for name in failed)
    assert len(page.split()) < 800
