"""The web entry: `granian --interface wsgi govgrid.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")

application = get_wsgi_application()
