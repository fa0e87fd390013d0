/// What stands before any table: roles, schemas, and the list of what was applied.
enum Ground {
    /// Roles are made when they are missing, without a login; a cluster may have given them one.
    static let roles = """
        DO $$
        DECLARE role_name text;
        BEGIN
            FOREACH role_name IN ARRAY ARRAY['evclinic_worker', 'evclinic_reporter'] LOOP
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
                END IF;
            END LOOP;
        END $$;
        GRANT USAGE ON SCHEMA worker TO evclinic_worker, evclinic_reporter;
        ALTER DEFAULT PRIVILEGES IN SCHEMA worker
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO evclinic_worker;
        ALTER DEFAULT PRIVILEGES IN SCHEMA worker
            GRANT SELECT ON TABLES TO evclinic_reporter;
        ALTER DEFAULT PRIVILEGES IN SCHEMA worker
            GRANT USAGE ON SEQUENCES TO evclinic_worker;
        """

    /// The clinic's schema is the clinic's own in production, so this is no part of `roles`.
    static let clinic = """
        CREATE SCHEMA IF NOT EXISTS clinic;
        GRANT USAGE ON SCHEMA clinic TO evclinic_worker, evclinic_reporter;
        ALTER DEFAULT PRIVILEGES IN SCHEMA clinic
            GRANT SELECT ON TABLES TO evclinic_worker, evclinic_reporter;
        """

    static let ledgerOfMigrations = """
        GRANT SELECT ON worker.schema_version TO evclinic_worker, evclinic_reporter
        """

    /// Made before anything else, so that there is a place to write the first migration down.
    static let beginning = """
        CREATE SCHEMA IF NOT EXISTS worker;
        CREATE TABLE IF NOT EXISTS worker.schema_version (
            number integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            applied_by text NOT NULL DEFAULT current_user
        )
        """
}
