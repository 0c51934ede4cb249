"""`manage import_outlines FILE.geojson`"""

from cameras.importing.outlines import import_outlines
from cameras.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports the borders of areas from a GeoJSON file, all or nothing."
    load = staticmethod(import_outlines)
    name = "import_outlines"
