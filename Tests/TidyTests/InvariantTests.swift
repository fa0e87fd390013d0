import Testing

@Suite("Invariants") struct InvariantTests {
    @Test("are numbered from one to ten in Sources/README.md")
    func numbered() { #expect(Invariants.listed == (1...10).map { "I\($0)" }) }

    @Test("name tests that are there")
    func holders() {
        let names = Set(
            Tree.files.filter(\.isTest).flatMap { $0.swift?.strings ?? [] }.map(\.text))
        #expect(!Invariants.holders.isEmpty)
        for holder in Invariants.holders {
            #expect(names.contains(holder.suite), "no suite \(holder.suite)")
            #expect(names.contains(holder.test), "no test \(holder.test)")
        }
    }
}
