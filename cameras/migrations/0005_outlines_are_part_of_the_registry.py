from django.db import migrations

FORWARD = """
CREATE TRIGGER cameras_outline_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cameras_outline
    FOR EACH STATEMENT EXECUTE FUNCTION cameras_registry_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("cameras", "0004_outline")]
    operations = [migrations.RunSQL(FORWARD, "DROP TRIGGER cameras_outline_changed ON cameras_outline")]
