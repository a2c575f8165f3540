"""What a category asks is answered by type, kept with the question as it was asked, and read in both languages."""

from typing import Any

import pytest
from django.utils import translation

from cases import answers
from cases.models import Report
from departments.models import CategoryQuestion
from tests.cases.telling_pages import Teller, page_of
from tests.city import Town

Kind = CategoryQuestion.Kind
SIZES = {"choices_en": ["Small", "Large"], "choices_zh": ["小", "大"]}


@pytest.fixture
def teller(town: Town) -> Teller:
    return Teller()


def a_question(town: Town, kind: str = Kind.SHORT, code: str = "q", *, category: str = "road", **more: Any) -> None:
    choices = SIZES if kind in (Kind.ONE_OF, Kind.SEVERAL_OF) else {}
    CategoryQuestion.objects.create(
        category=town.categories[category], code=code, kind=kind, name_en="How?", name_zh="怎样？", **choices, **more
    )


@pytest.mark.parametrize(
    ("kind", "given", "value", "words"),
    [
        (Kind.SHORT, "Deep", "Deep", "Deep"),
        (Kind.LONG, "Very\ndeep", "Very\ndeep", "Very\ndeep"),
        (Kind.YES_NO, "1", True, "Yes"),
        (Kind.YES_NO, "0", False, "No"),
        (Kind.ONE_OF, "2", 2, "Large"),
        (Kind.SEVERAL_OF, ["1", "2"], [1, 2], "Small, Large"),
        (Kind.NUMBER, "1200", 1200, "1200"),
        (Kind.DATE, "2026-01-31", "2026-01-31", "31 Jan 2026"),
    ],
)
def test_an_answer_is_kept_by_its_type(
    teller: Teller, town: Town, kind: str, given: Any, value: Any, words: str
) -> None:
    a_question(town, kind)
    teller.tell(questions={"q": given})
    teller.send()

    (kept,) = Report.objects.get().answers
    assert (kept["value"], type(kept["value"])) == (value, type(value))
    assert answers.shown([kept]) == [{"label": "How?", "value": words}]


def test_question_and_choice_are_read_in_the_readers_language(teller: Teller, town: Town) -> None:
    a_question(town, Kind.ONE_OF)
    teller.tell(questions={"q": "2"})
    teller.send()

    with translation.override("zh-hans"):
        assert answers.shown(Report.objects.get().answers) == [{"label": "怎样？", "value": "大"}]


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (Kind.SHORT, "", "Answer this question: How?"),
        (Kind.SHORT, "x" * 201, "at most 200 characters"),
        (Kind.YES_NO, "", "Answer this question: How?"),
        (Kind.ONE_OF, "3", "Select a valid choice"),
        (Kind.SEVERAL_OF, [], "Answer this question: How?"),
        (Kind.NUMBER, "many", "Enter a whole number"),
        (Kind.NUMBER, "-1", "greater than or equal to 0"),
        (Kind.DATE, "31.1.26x", "Enter a valid date"),
        (Kind.DATE, "2999-01-01", "still to come"),
    ],
)
def test_a_wrong_answer_is_said_at_its_question(
    teller: Teller, town: Town, kind: str, given: Any, sentence: str
) -> None:
    a_question(town, kind, required=True)

    answer = teller.tell(questions={"q": given})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_what_need_not_be_answered_is_not_kept(teller: Teller, town: Town) -> None:
    a_question(town)
    teller.tell(questions={"q": ""})
    teller.send()

    assert Report.objects.get().answers == []


def test_a_category_without_questions_asks_none(teller: Teller, town: Town) -> None:
    a_question(town, category="lamp")

    assert page_of(teller.tell(until="words")) == "words"


@pytest.mark.parametrize("code", ["switch_to", "look_up", "go", "csrfmiddlewaretoken"])
def test_a_question_may_have_any_code(teller: Teller, town: Town, code: str) -> None:
    a_question(town, code=code)

    assert page_of(teller.tell(questions={code: "Deep"})) == "check"
    teller.send()
    assert answers.texts(Report.objects.get().answers) == ["Deep"]


def test_an_answer_survives_the_other_language(teller: Teller, town: Town) -> None:
    a_question(town, Kind.SEVERAL_OF)
    teller.tell(until="questions")

    teller.client.post("/report/questions/", {"q-q": ["1", "2"], "switch_to": "zh-hans"})

    page = teller.client.get("/report/questions/").content.decode()
    assert page.count("checked") == 2


def test_another_category_asks_its_own_questions_and_forgets_the_answers_to_the_first(
    teller: Teller, town: Town
) -> None:
    a_question(town, required=True)
    a_question(town, category="lamp", code="dark")
    teller.tell(questions={"q": "Deep"})

    led = teller.answer("category", category=town.categories["lamp"].code)

    assert page_of(led) == "questions"
    page = teller.client.get("/report/questions/").content.decode()
    assert 'name="q-dark"' in page
    assert "Deep" not in page


def test_the_answers_stand_on_the_case_page_and_on_the_private_page_whatever_the_pack_asks_now(
    teller: Teller, town: Town, signed_in: Any
) -> None:
    a_question(town, Kind.ONE_OF)
    teller.tell(questions={"q": "2"})
    thanks = teller.send()
    CategoryQuestion.objects.all().delete()

    case = Report.objects.get().case
    desk = signed_in("an").get(f"/desk/cases/{case.number}/").content.decode()
    private = teller.client.get(thanks.headers["Location"].replace("report/thanks", "track")).content.decode()

    assert "How?" in desk
    assert "Large" in desk
    assert "Large" in private
