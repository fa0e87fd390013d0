import Logs
import TestSupport
import Testing

@Suite("Winston's rotation") struct RotationVectorTests {
    @Test(
        "leaves the files that ours leaves, with the same lines and audit",
        arguments: [("rotation", 97), ("rotation-random", 120)])
    func equal(_ group: String, _ count: Int) throws {
        guard let policy = try Policy() else { return }
        let golden = Vectors.golden(group)
        let results = try Replay.rotation(group)
        #expect(golden.count == count)
        try #require(results.map { $0["name"] } == golden.map { $0["name"] })
        for (want, got) in zip(golden, results) {
            let name = want["name"]?.text ?? ""
            if policy.names.contains(name) { continue }
            guard got["skipped"] == nil else {
                #expect(name.hasPrefix("File "), "\(name) was skipped")
                continue
            }
            expectSame(name, want, got)
        }
    }

    private func expectSame(_ name: String, _ want: JSONValue, _ got: JSONValue) {
        #expect((want["throws"] == nil) == (got["throws"] == nil), "\(name): \(got)")
        guard want["throws"] == nil else { return }
        let folder = got["folder"]?.text ?? "?"
        #expect(
            FolderShape.lines(got["dir"], in: folder) == FolderShape.lines(want["dir"], in: nil),
            "\(name)")
        let listings = want["listings"]?.members ?? []
        #expect(listings.map(\.key) == got["listings"]?.members.map(\.key) ?? [], "\(name)")
        for (label, listing) in listings {
            let found = FolderShape.lines(got["listings"]?[label], in: folder)
            #expect(found == FolderShape.lines(listing, in: nil), "\(name) at \(label)")
        }
    }
}

/// The scenarios in which winston is unstable or wrong.
struct Policy {
    let names: Set<String>

    /// `nil` when the vectors are not there.
    init?() throws {
        guard let text = Vectors.text("winston/policy.json") else { return nil }
        let policy = try #require(JSONValue(text.utf8))
        let unstable = policy["unstable"]?.elements.compactMap(\.text) ?? []
        names = Set(unstable + (policy["better"]?.members.map(\.key) ?? []))
    }
}
