import Access
import Domain
import Persistence
import TestSupport

/// A seeded database whose planner thinks that a clinic has ten million lines.
struct TenMillion {
    private let worker: Connection

    /// Of the tables whose names begin with one of these alternatives.
    init(_ database: TestDatabase, _ relations: String) throws {
        // The planner multiplies the rows that a page is said to hold by the pages there are.
        try database.superuser().script(
            """
            ANALYZE;
            UPDATE pg_class SET reltuples = reltuples * 3000
            WHERE relnamespace = 'clinic'::regnamespace AND relkind = 'r'
                AND relname ~ '^(\(relations))'
            """)
        worker = try database.connection("worker")
        try worker.script("SET evclinic.clinic = '1'")
    }

    /// How the worker's session would read it.
    func plan(of sql: String, _ types: String, _ values: String) throws -> String {
        var plan = ""
        try worker.script("PREPARE lookup \(types) AS \(sql)")
        try worker.query("EXPLAIN EXECUTE lookup(\(values))") { plan += try $0.text(0) + "\n" }
        try worker.script("DEALLOCATE lookup")
        return plan
    }
}
