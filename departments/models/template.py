"""What staff use often: words for messages and notes (templates), and several actions at once (macros)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models.dictionary import Category
from departments.models.people import Department
from govgrid.lib.bilingual import Bilingual, in_language


class Audience(models.TextChoices):
    """Who reads a message. Staff read their own department's unless they say otherwise: internal by default."""

    OWN = "own", _("Own department")
    DEPARTMENTS = "departments", _("Departments")
    CITIZEN = "citizen", _("The citizen")


class Template(Bilingual, models.Model):
    """Words with places for facts of a case ({number}, {place} …; departments.phrasing), for a message or a note.

    `department` of None is every department's; `category` may be a major class or a minor one, None is any.
    """

    code = models.SlugField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="templates")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    # A message to this audience; empty for words that only a move's note uses.
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    # The note of this move, a key of cases.moves.MOVES; empty for words that only a message uses.
    move = models.CharField(max_length=24, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    words_en = models.TextField(max_length=2000, blank=True)
    words_zh = models.TextField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(audience="", move=""), name="a_template_is_for_something"),
            models.CheckConstraint(condition=~Q(words_en="", words_zh=""), name="a_template_has_words"),
        ]

    @property
    def words(self) -> str:
        """The words in the reader's language, else in the other, with their places still open."""
        return in_language(self.words_en, self.words_zh)


class Macro(Bilingual, models.Model):
    """Several actions under one name, done in their order, all or none. `department` of None is everybody's."""

    code = models.SlugField(max_length=40, unique=True)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="macros")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]


class MacroStep(models.Model):
    """One action of a macro: a move with its fields, a message from a template, or giving the work to somebody."""

    class Action(models.TextChoices):
        MOVE = "move", _("Move")
        MESSAGE = "message", _("Message")
        ASSIGN = "assign", _("Assignment")

    # Of an assignment: to whoever runs the macro.
    ME = "me"

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=8, choices=Action)
    # A key of cases.moves.MOVES, for a move only.
    move = models.CharField(max_length=24, blank=True)
    # The words of a message, or of a move's note.
    template = models.ForeignKey(Template, models.PROTECT, null=True, blank=True, related_name="+")
    # What a move's form asks besides its note ({"reason": code}); of an assignment {"to": ME or a user name}.
    fields = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["macro", "position"], name="macro_step_once"),
            models.CheckConstraint(condition=~Q(action="move", move=""), name="a_move_of_a_macro_is_named"),
            models.CheckConstraint(
                condition=~Q(action="message", template=None), name="a_message_of_a_macro_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.macro_id}:{self.position} {self.action}"
