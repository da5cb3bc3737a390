"""What the server itself holds up against writers who come with a program of their own: who is on the team in which role,
the policy and the history change only as the commands change them, and a PIN is tried without being read.

Group roles can't tell a manager from a rep; these guards ask the staff list by the login of the session. The owner of
the tables, and whoever can act as the owner, passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.actors import MANAGERS
from crmcli.database.postgres.schema import SCHEMA

if TYPE_CHECKING:
    from crmcli.database.connection import Database

#: Wrong PINs of one person that are looked at in a day, whatever program gives them.
_GUESSES = 30
#: By these names a refusal is known, see `refusal`.
MANAGERS_ONLY, APPEND_ONLY, PATIENCE = "managers_only", "append_only", "patience"

_HEAD = "SET search_path = pg_catalog, pg_temp"
_MANAGERS = ", ".join(f"'{role}'" for role in MANAGERS)


def _refuse(name: str, why: str) -> str:
    return f"RAISE insufficient_privilege USING MESSAGE = '{why}', CONSTRAINT = '{name}'"


_FUNCTIONS = (
    f"""
    FUNCTION {SCHEMA}.owns() RETURNS BOOLEAN LANGUAGE sql STABLE {_HEAD} AS $$
        SELECT pg_has_role(session_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = '{SCHEMA}'
    $$""",
    f"""
    FUNCTION {SCHEMA}.manages() RETURNS BOOLEAN LANGUAGE sql STABLE {_HEAD} AS $$
        SELECT {SCHEMA}.owns() OR EXISTS (SELECT FROM {SCHEMA}.staff
            WHERE login = CAST(session_user AS text) AND active = 1 AND role IN ({_MANAGERS}))
    $$""",
    # Whether a row was written by the transaction that is open, savepoints included.
    f"""
    FUNCTION {SCHEMA}.is_under_way(written xid) RETURNS BOOLEAN LANGUAGE sql {_HEAD} AS $$
        SELECT txid_status(now + (CAST(CAST(written AS text) AS bigint) - (now & 4294967295) + 6442450944) % 4294967296
            - 2147483648) = 'in progress' FROM (SELECT txid_current() AS now) AS clock
    $$""",
    # Whoever is named in a file comes onto the list without a login; everybody sets a PIN of their own.
    f"""
    FUNCTION {SCHEMA}.guard_staff() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER {_HEAD} AS $$
    DECLARE
        person {SCHEMA}.staff := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
        own {SCHEMA}.staff := NEW;
    BEGIN
        IF {SCHEMA}.manages() THEN
            IF TG_OP = 'UPDATE' AND OLD.login = CAST(session_user AS text) THEN
                -- Who gives up their own place or login is still the one who does it.
                INSERT INTO {SCHEMA}.pin_try (staff_id, login, at, digest, proven)
                VALUES (OLD.id, OLD.login, now(), '', TRUE);
            END IF;
        ELSE
            IF TG_OP = 'UPDATE' THEN
                own.pin_id := OLD.pin_id;
                IF own IS DISTINCT FROM OLD OR OLD.login IS DISTINCT FROM CAST(session_user AS text) THEN
                    {_refuse(MANAGERS_ONLY, "only managers change the staff list")};
                END IF;
            ELSIF person.login <> '' OR person.pin_id IS NOT NULL OR person.role IN ({_MANAGERS}) THEN
                {_refuse(MANAGERS_ONLY, "only managers change the staff list")};
            END IF;
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$""",
    f"""
    FUNCTION {SCHEMA}.guard_policy() RETURNS TRIGGER LANGUAGE plpgsql {_HEAD} AS $$
    BEGIN
        IF NOT {SCHEMA}.manages() THEN
            {_refuse(MANAGERS_ONLY, "only managers change the policy")};
        END IF;
        RETURN NULL;
    END $$""",
    f"""
    FUNCTION {SCHEMA}.guard_pin() RETURNS TRIGGER LANGUAGE plpgsql {_HEAD} AS $$
    BEGIN
        IF NOT {SCHEMA}.manages() AND NOT EXISTS (SELECT FROM {SCHEMA}.staff
                WHERE id = NEW.staff_id AND login = CAST(session_user AS text)) THEN
            {_refuse(MANAGERS_ONLY, "only managers give others a PIN")};
        END IF;
        RETURN NEW;
    END $$""",
    # An operation follows the last one, bears the login that the server knows, and somebody else's name after their PIN alone.
    f"""
    FUNCTION {SCHEMA}.guard_operation() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER {_HEAD} AS $$
    DECLARE
        own TEXT := CAST(session_user AS text);
        last record;
    BEGIN
        SELECT number, hash INTO last FROM {SCHEMA}.operation ORDER BY number DESC LIMIT 1;
        IF NEW.login IS DISTINCT FROM own OR NEW.undone_by IS NOT NULL
                OR NEW.number <> COALESCE(last.number, 0) + 1 OR NEW.previous_hash <> COALESCE(last.hash, '') THEN
            {_refuse(APPEND_ONLY, "a new operation follows the last one, under the own login")};
        END IF;
        IF NEW.actor_id IS NOT NULL AND NOT EXISTS (SELECT FROM {SCHEMA}.staff s WHERE s.id = NEW.actor_id
                AND (s.login = own AND s.active = 1 OR EXISTS (SELECT FROM {SCHEMA}.pin_try t WHERE t.staff_id = s.id AND t.login = own
                AND t.proven AND t.at > now() - interval '1 day'))) THEN
            {_refuse(APPEND_ONLY, "nobody else is named without their PIN")};
        END IF;
        IF NOT {SCHEMA}.manages() AND NEW.actor IS DISTINCT FROM COALESCE(
                (SELECT s.name FROM {SCHEMA}.staff s WHERE s.id = NEW.actor_id), own) THEN
            {_refuse(APPEND_ONLY, "an operation bears the name of who acts")};
        END IF;
        IF NEW.undoes IS NOT NULL AND NOT EXISTS (SELECT FROM {SCHEMA}.operation t JOIN {SCHEMA}.staff s ON s.id = NEW.actor_id
                WHERE t.id = NEW.undoes AND t.id < NEW.id AND (s.role IN ({_MANAGERS})
                OR t.actor_id = s.id AND (t.needs IS NULL OR s.role = ANY (string_to_array(t.needs, ','))))) THEN
            {_refuse(APPEND_ONLY, "undo takes the right that the undone operation took")};
        END IF;
        RETURN NEW;
    END $$""",
    # What is undone is what the newest operation takes back; what that had taken back stands again, and so on.
    f"""
    FUNCTION {SCHEMA}.guard_undone() RETURNS TRIGGER LANGUAGE plpgsql {_HEAD} AS $$
    DECLARE
        step record;
        undoing BIGINT;
        stands BOOLEAN := FALSE;
    BEGIN
        SELECT id, undoes INTO step FROM {SCHEMA}.operation ORDER BY number DESC LIMIT 1;
        WHILE step.undoes IS NOT NULL LOOP
            undoing := CASE WHEN stands THEN NULL ELSE step.id END;
            IF NEW.id = step.undoes AND NEW.undone_by IS NOT DISTINCT FROM undoing THEN
                RETURN NEW;
            END IF;
            SELECT id, undoes INTO step FROM {SCHEMA}.operation WHERE id = step.undoes;
            stands := NOT stands;
        END LOOP;
        {_refuse(APPEND_ONLY, "history is only added to")};
    END $$""",
    f"""
    FUNCTION {SCHEMA}.guard_change() RETURNS TRIGGER LANGUAGE plpgsql {_HEAD} AS $$
    DECLARE
        span record;
        open record;
    BEGIN
        SELECT MIN(operation_id) AS first, MAX(operation_id) AS last INTO span FROM added;
        SELECT login, xmin AS written INTO open FROM {SCHEMA}.operation WHERE id = span.last;
        IF NOT {SCHEMA}.owns() AND span.first IS NOT NULL AND (span.first <> span.last
                OR open.login IS DISTINCT FROM CAST(session_user AS text)
                OR {SCHEMA}.is_under_way(open.written) IS NOT TRUE) THEN
            {_refuse(APPEND_ONLY, "changes belong to the operation that is being written")};
        END IF;
        RETURN NULL;
    END $$""",
    # What changed on the staff list or of the policy is on record when the transaction ends, by whatever program it was done.
    f"""
    FUNCTION {SCHEMA}.guard_recorded() RETURNS TRIGGER LANGUAGE plpgsql {_HEAD} AS $$
    DECLARE
        changed BIGINT := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
    BEGIN
        IF NOT EXISTS (SELECT FROM {SCHEMA}.change c JOIN {SCHEMA}.operation o ON o.id = c.operation_id
                WHERE c.table_name = TG_TABLE_NAME AND changed BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)
                AND o.number = (SELECT MAX(number) FROM {SCHEMA}.operation) AND {SCHEMA}.is_under_way(o.xmin)) THEN
            {_refuse(APPEND_ONLY, "the staff list and the policy change with an operation on record")};
        END IF;
        RETURN NULL;
    END $$""",
    # A guess is on record before it is looked at: whoever takes it back took back the answer, too.
    f"""
    FUNCTION {SCHEMA}.offer_pin(person BIGINT, proof TEXT) RETURNS BIGINT LANGUAGE sql SECURITY DEFINER {_HEAD} AS $$
        DELETE FROM {SCHEMA}.pin_try WHERE proven AND at < now() - interval '1 day';
        INSERT INTO {SCHEMA}.pin_try (staff_id, login, at, digest)
        VALUES (person, CAST(session_user AS text), now(), encode(sha256(convert_to(proof, 'UTF8')), 'hex')) RETURNING id
    $$""",
    f"""
    FUNCTION {SCHEMA}.judge_pin(offer BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql SECURITY DEFINER {_HEAD} AS $$
    DECLARE
        offered record;
    BEGIN
        SELECT t.*, t.xmin AS written INTO offered FROM {SCHEMA}.pin_try t
            WHERE t.id = offer AND t.login = CAST(session_user AS text);
        IF NOT FOUND OR {SCHEMA}.is_under_way(offered.written) THEN
            {_refuse(PATIENCE, "a PIN is offered in a transaction of its own")};
        END IF;
        IF (SELECT COUNT(*) FROM {SCHEMA}.pin_try t
                WHERE t.staff_id = offered.staff_id AND NOT t.proven AND t.at > now() - interval '1 day') > {_GUESSES} THEN
            {_refuse(PATIENCE, "too many wrong PINs in a day")};
        END IF;
        UPDATE {SCHEMA}.pin_try t SET proven = TRUE FROM {SCHEMA}.staff s
            JOIN {SCHEMA}.pin p ON p.id = s.pin_id AND p.staff_id = s.id
            WHERE t.id = offer AND s.id = t.staff_id AND s.active = 1 AND p.digest = t.digest;
        RETURN FOUND;
    END $$""",
)
_TRIGGERS = (
    ("staff", "guard_staff", "BEFORE INSERT OR UPDATE OR DELETE", "FOR EACH ROW"),
    ("policy_version", "guard_policy", "BEFORE INSERT OR UPDATE OR DELETE", "FOR EACH STATEMENT"),
    *((table, "guard_recorded", "AFTER INSERT OR UPDATE OR DELETE",
       f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT {SCHEMA}.owns())") for table in ("staff", "policy_version")),
    ("pin", "guard_pin", "BEFORE INSERT", "FOR EACH ROW"),
    ("operation", "guard_operation", "BEFORE INSERT", f"FOR EACH ROW WHEN (NOT {SCHEMA}.owns())"),
    ("operation", "guard_undone", "BEFORE UPDATE", f"FOR EACH ROW WHEN (NOT {SCHEMA}.owns())"),
    ("change", "guard_change", "AFTER INSERT", "REFERENCING NEW TABLE AS added FOR EACH STATEMENT"),
)  # fmt: skip
#: The guards, each with its table.
NAMES = frozenset((table, guard) for table, guard, _when, _how in _TRIGGERS)


def put_up(database: Database, writers: str) -> None:
    """Makes the guards, or brings them up to date. `writers` is the group role, quoted."""
    trying = f"{SCHEMA}.offer_pin(BIGINT, TEXT), {SCHEMA}.judge_pin(BIGINT)"
    statements = [
        f"CREATE TABLE IF NOT EXISTS {SCHEMA}.pin_try (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " staff_id BIGINT NOT NULL, login TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, digest TEXT NOT NULL,"
        " proven BOOLEAN NOT NULL DEFAULT FALSE)",
        f"REVOKE ALL ON {SCHEMA}.pin_try FROM PUBLIC",
        *(f"CREATE OR REPLACE {function.strip()}" for function in _FUNCTIONS),
        f"REVOKE ALL ON FUNCTION {trying} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {trying} TO {writers}",
    ]
    for table, guard, when, how in _TRIGGERS:
        kind = "CONSTRAINT TRIGGER" if "DEFERRED" in how else "TRIGGER"
        statements += [
            f"DROP TRIGGER IF EXISTS {guard} ON {SCHEMA}.{table}",
            f"CREATE {kind} {guard} {when} ON {SCHEMA}.{table} {how} EXECUTE FUNCTION {SCHEMA}.{guard}()",
        ]
    database.execute("; ".join(statements))
