"""Events and links are append-only, and each event is linked into the hash chain when its transaction commits.

Linking at commit keeps the chain's lock away from everything a transaction does before: two requests that are filed
at once wait for each other only for the moment of their commit.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON audit_link
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_link_no_truncate BEFORE TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- The text that is hashed: an array in a fixed order, so that no field can run into its neighbour.
CREATE FUNCTION audit_canonical(e audit_event) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT jsonb_build_array(
        e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.actor_kind, e.actor_id, e.verb, e."case", e.camera, e.subject, e.detail)::text
$$;

CREATE FUNCTION audit_link_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event audit_event;
    last audit_link;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_link'));
    SELECT * INTO last FROM audit_link ORDER BY position DESC LIMIT 1;
    SELECT * INTO event FROM audit_event WHERE id = NEW.id;
    INSERT INTO audit_link (position, event_id, digest) VALUES (
        coalesce(last.position, 0) + 1, NEW.id,
        sha256(coalesce(last.digest, ''::bytea) || convert_to(audit_canonical(event), 'UTF8')));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link_event();
"""

BACKWARD = """
DROP TRIGGER audit_event_linked ON audit_event;
DROP FUNCTION audit_link_event();
DROP FUNCTION audit_canonical(audit_event);
DROP TRIGGER audit_link_no_truncate ON audit_link;
DROP TRIGGER audit_link_append_only ON audit_link;
DROP TRIGGER audit_event_no_truncate ON audit_event;
DROP TRIGGER audit_event_append_only ON audit_event;
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
