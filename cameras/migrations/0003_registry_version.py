"""A number that changes with the registry, kept by the database itself, so that what is derived from it knows.

Numbers come from a sequence, which never gives one twice: not even after a transaction was undone.
Place search compares names in memory now: the function of 0002 goes.
"""

from importlib import import_module

from django.db import migrations

FORWARD = """
CREATE SEQUENCE cameras_registry_version;
CREATE TABLE cameras_registry (version bigint NOT NULL);
INSERT INTO cameras_registry VALUES (nextval('cameras_registry_version'));

CREATE FUNCTION cameras_registry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cameras_registry SET version = nextval('cameras_registry_version');
    RETURN NULL;
END $$;

CREATE TRIGGER cameras_area_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cameras_area
    FOR EACH STATEMENT EXECUTE FUNCTION cameras_registry_changed();
CREATE TRIGGER cameras_site_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cameras_site
    FOR EACH STATEMENT EXECUTE FUNCTION cameras_registry_changed();
CREATE TRIGGER cameras_camera_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cameras_camera
    FOR EACH STATEMENT EXECUTE FUNCTION cameras_registry_changed();
"""
BACKWARD = """
DROP TRIGGER cameras_camera_changed ON cameras_camera;
DROP TRIGGER cameras_site_changed ON cameras_site;
DROP TRIGGER cameras_area_changed ON cameras_area;
DROP FUNCTION cameras_registry_changed();
DROP TABLE cameras_registry;
DROP SEQUENCE cameras_registry_version;
"""
SEARCH_TEXT = import_module("cameras.migrations.0002_search_text").FORWARD


class Migration(migrations.Migration):
    dependencies = [("cameras", "0002_search_text")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL("DROP FUNCTION cameras_search_text(text)", SEARCH_TEXT),
    ]
