import Settings
import Testing

@Suite("Replica") struct ReplicaTests {
    @Test(
        "is called by its alias, or by its place in the list",
        arguments: table(
            """
            list                                                  aliases            why
            postgresql://h/d                                      replica1           one without
            east=postgresql://h/d                                 east               one with
            postgresql://h/d,postgres://i/d                       replica1 replica2  two
            east=postgresql://h/d,postgres://i/d                  east replica2      mixed
            east=postgresql://h/d , west-2=postgres://i/d         east west-2        blanks around
            a=postgresql://h/d?sslmode=require                    a                  = in the URI
            """))
    func aliases(_ row: [String]) throws {
        let replicas = try load(["REPLICA_URLS": row[0]]).replicas

        #expect(replicas.map(\.alias).joined(separator: " ") == row[1], "\(row[2])")
    }

    @Test(
        "is refused by its number in the list",
        arguments: table(
            """
            list                                            problem                                       why
            ∅                                               is empty                                      nothing
            h                                               entry 1 is neither a URI nor alias=URI        no scheme
            postgresql://h/d,                               entry 2 is neither a URI nor alias=URI        a comma at the end
            postgresql://u:can,ary@h/d                      entry 2 is neither a URI nor alias=URI        a comma in a password
            East=postgresql://h/d                           entry 1 has an alias that is not              a capital
            1=postgresql://h/d                              entry 1 has an alias that is not              a digit first
            e_t=postgresql://h/d                            entry 1 has an alias that is not              an underscore
            é=postgresql://h/d                              entry 1 has an alias that is not              not ASCII
            =postgresql://h/d                               entry 1 has an alias that is not              none
            a=postgresql://h/d,a=postgresql://i/d           entry 2 has the alias of entry 1              twice
            replica2=postgresql://h/d,postgresql://i/d      entry 2 has the alias of entry 1              one that another would get
            postgresql://h/d,b=postgresql://i:x/d           entry 2 has a port that is not                the URI itself
            """))
    func refused(_ row: [String]) {
        let found = faults(with: ["REPLICA_URLS": decoded(row[0])])

        #expect(found.contains { $0.problem.hasPrefix(row[1]) }, "\(row[2])")
        #expect(found.allSatisfy { $0.key == "REPLICA_URLS" }, "\(row[2])")
    }

    @Test("counts entries as they are written, also after one that is refused") func numbers() {
        let list = "x,a=postgresql://h/d,y,a=postgresql://i/d"
        let found = faults(with: ["REPLICA_URLS": list])

        #expect(
            found.map { $0.problem.prefix(7) } == ["entry 1", "entry 3", "entry 4"])
        #expect(found.last?.problem == "entry 4 has the alias of entry 2")
    }

    @Test("may be missing only when the primary is to serve instead") func policy() throws {
        let environment = ["PRIMARY_URL": database]

        #expect(throws: SettingsInvalid.self) {
            try Settings.load(environment: environment, file: nil)
        }
        let settings = try Settings.load(
            environment: environment.merging(["REPLICA_POLICY": "primary"]) { $1 }, file: nil)
        #expect(settings.replicas.isEmpty)
    }
}
