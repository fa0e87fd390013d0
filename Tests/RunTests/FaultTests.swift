import Persistence
import TestSupport
import Testing

@Suite("Fault") struct FaultTests {
    @Test(
        "of a server is said, kept in the ledger if that can be reached, and publishes nothing",
        arguments: table(
            """
            key           server        code                   exit  claimed  says
            PRIMARY_URL   closed        PRIMARY_UNREACHABLE    69    no       PRIMARY_URL$
            PRIMARY_URL   bad password  DATABASE_LOGIN_FAILED  69    no       PRIMARY_URL, SQLSTATE 28P01$
            PRIMARY_URL   no password   DATABASE_LOGIN_FAILED  69    no       PRIMARY_URL, no password in the URL$
            PRIMARY_URL   not there     PRIMARY_UNREACHABLE    69    no       PRIMARY_URL, SQLSTATE 3D000$
            PRIMARY_URL   bare          SCHEMA_MISSING         78    no       works with \\d and \\d$
            REPLICA_URLS  closed        REPLICA_UNREACHABLE    69    yes      east$
            REPLICA_URLS  bad password  DATABASE_LOGIN_FAILED  69    yes      east, SQLSTATE 28P01$
            REPLICA_URLS  no password   DATABASE_LOGIN_FAILED  69    yes      east, no password in the URL$
            REPLICA_URLS  not there     REPLICA_UNREACHABLE    69    yes      east, SQLSTATE 3D000$
            REPLICA_URLS  bare          SCHEMA_MISSING         78    yes      east, SQLSTATE 42P01$
            """))
    func server(_ row: [String]) throws {
        let office = try Office()
        let isPrimary = row[0] == "PRIMARY_URL"
        let right = isPrimary ? office.database.worker : office.database.standbys[0].url
        let url = Self.url(right, row[1])
        let done = try office.evclinic(
            office.order(), [row[0]: isPrimary ? url : "east=\(url)"])
        try Refusal(row[2], row[3], attempt: row[4] == "yes" ? "failed" : nil, says: row[5])
            .expect(of: done, in: office)
        let secret = try #require(right.firstMatch(of: /:([^:@]+)@/)?.1)
        #expect(!(done.output + done.errors).contains(secret))

        let then = try office.evclinic(office.order())
        #expect(then.status == 2, "the same command, once the fault is gone: \(then.errors)")
    }

    /// An address made wrong in one way.
    private static func url(_ right: String, _ how: String) -> String {
        let name = right.split(separator: "/").last ?? ""
        return switch how {
        case "closed": "postgresql://evclinic_worker:x@127.0.0.1:1/evclinic"
        case "bad password": right.replacing(/:[^:@]+@/, with: ":wrong@")
        case "no password": right.replacing(/:[^:@]+@/, with: "@")
        case "not there": "\(right.dropLast(name.count))not_there"
        default: "\(right.dropLast(name.count))postgres"
        }
    }

    @Test(
        "of the schema is said with both versions",
        arguments: table(
            """
            change                                                               code            says
            DELETE FROM worker.schema_version WHERE number = 8                   SCHEMA_TOO_OLD  has 7, this program works with 8 and 9$
            INSERT INTO worker.schema_version VALUES (10, 'later', 'x')           SCHEMA_TOO_NEW  has 10, this program works with 8 and 9$
            DROP TABLE worker.schema_version                                     SCHEMA_MISSING  works with 8 and 9$
            """))
    func schema(_ row: [String]) throws {
        let office = try Office()
        try office.change(row[0])
        let done = try office.evclinic(office.order())
        try Refusal(row[1], "78", says: row[2]).expect(of: done, in: office)
    }

    @Test("of one replica is none while another is well") func otherReplica() throws {
        let office = try Office()
        let well = office.database.standbys[1]
        let done = try office.evclinic(
            office.order(),
            ["REPLICA_URLS": "east=postgresql://x:x@127.0.0.1:1/x,\(well.alias)=\(well.url)"])
        #expect(done.status == 2, "\(done.errors)")
        #expect(
            try office.told("SELECT concat_ws(' ', outcome, replica) FROM worker.run_attempt")
                == ["recorded \(well.alias)"])
    }

    @Test("of a newer schema, one ahead, is none: the old program goes on") func nextSchema() throws
    {
        let office = try Office()
        try office.change("INSERT INTO worker.schema_version VALUES (9, 'next', 'x')")
        #expect(try office.evclinic(office.order()).status == 2)
    }
}
