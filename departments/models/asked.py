"""What a report of a kind of matter is asked, and what stops it: call first."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models.dictionary import Category
from govgrid.lib.bilingual import Bilingual, in_language


class CategoryQuestion(Bilingual, models.Model):
    """A question to whoever reports a matter of `category`, or of one below it; its words are the name."""

    class Kind(models.TextChoices):
        SHORT = "short", _("Short text")
        LONG = "long", _("Long text")
        YES_NO = "yes_no", _("Yes or no")
        ONE_OF = "one_of", _("One of")
        SEVERAL_OF = "several_of", _("Several of")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")

    category = models.ForeignKey(Category, models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    required = models.BooleanField(default=False)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    hint_en = models.CharField(max_length=300, blank=True)
    hint_zh = models.CharField(max_length=300, blank=True)
    # What may be chosen, in one order in both languages; an answer keeps the place in the list, from 1, and the words.
    choices_en = models.JSONField(default=list, blank=True)
    choices_zh = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "questions"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="category_question_once")]

    @property
    def hint(self) -> str:
        return in_language(self.hint_en, self.hint_zh)

    def pairs(self) -> list[tuple[str, str]]:
        """Return what may be chosen as (English, Chinese), either of them in the place of the other where one lacks."""
        english, chinese = self.choices_en or self.choices_zh, self.choices_zh or self.choices_en
        return list(zip(english, chinese, strict=True))


class Stopper(Bilingual, models.Model):
    """A danger that a form is too slow for: a category, or words in what is told. Its sentence is the name."""

    code = models.SlugField(max_length=40, unique=True)
    # None: whatever the matter is.
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="stoppers")
    words_en = models.JSONField(default=list, blank=True)
    words_zh = models.JSONField(default=list, blank=True)
    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300)
    call = models.CharField(max_length=40, blank=True)
    # Said on a page of its own before anything else; otherwise only beside what one goes on with.
    hard = models.BooleanField(default=True)
    # Whether one may go on with the report after that page.
    goes_on = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hard=True) | Q(goes_on=True), name="only_a_hard_stopper_ends_a_report")
        ]
