"""Import and export by command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from govgrid.packs.loading import load_pack, sound_pack
from grids.models import Area, Edition
from tests.city import NOON, Town
from tests.grids.importing.files import cells, square, write_cells
from tests.packs.tiny import write_pack
