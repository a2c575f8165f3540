"""`{% drawn %}`: an `{% include … only %}` of plain values, which is drawn once for the same values; see drawn."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include
from django.utils.safestring import SafeString

from govgrid.lib.drawn import drawn

register = template.Library()


class DrawnNode(IncludeNode):
    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        return drawn(self.template.resolve(context), **values)


@register.tag("drawn")
def do_drawn(parser: Parser, token: Token) -> DrawnNode:
    """Read what `{% include %}` reads; without `only` it would show what is no part of its key."""
    include = do_include(parser, token)
    if not include.isolated_context:
        raise template.TemplateSyntaxError("{% drawn %} is drawn from its own values alone: end it with “only”.")
    return DrawnNode(include.template, extra_context=include.extra_context, isolated_context=True)
