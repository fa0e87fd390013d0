import Testing

@Suite("Invariants") struct InvariantTests {
    @Test("are numbered from one to ten in Sources/README.md")
    func numbered() { #expect(Invariants.listed == (1...10).map { "I\($0)" }) }

    @Test("name tests that are there")
    func holders() {
        let rooms = Dictionary(grouping: Tree.files.filter(\.isTest)) { $0.room ?? "" }.mapValues {
            Set($0.flatMap { $0.swift?.strings ?? [] }.map(\.text))
        }
        #expect(Invariants.holders.count >= 10)
        for holder in Invariants.holders {
            let isThere = rooms.values.contains {
                $0.contains(holder.suite) && $0.contains(holder.test)
            }
            #expect(isThere, "no room has \(holder.suite) › \(holder.test)")
        }
    }
}
