"""`manage import_cameras FILE.csv`"""

from cameras.importing.cameras import import_cameras
from cameras.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports cameras from a CSV file, all or nothing."
    load = staticmethod(import_cameras)
    name = "import_cameras"
