"""`manage import_areas FILE.csv`"""

from cameras.importing.areas import import_areas
from cameras.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports areas from a CSV file, all or nothing."
    load = staticmethod(import_areas)
    name = "import_areas"
