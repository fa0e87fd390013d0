import TestSupport
import Testing

@Suite("Winston's dates") struct DateVectorTests {
    @Test(
        "are written as moment and fecha write them",
        arguments: [("moment", 13_120), ("fecha", 4000)])
    func tokens(_ library: String, _ count: Int) throws {
        guard let text = Vectors.text("winston/\(library).tsv") else { return }
        let rows = text.split(separator: "\n")
        #expect(rows.count == count)
        let found = try Replay.lines("dates", library, of: text)
        try #require(found.count == rows.count)
        for (row, got) in zip(rows, found) {
            let want = row.split(separator: "\t", omittingEmptySubsequences: false).last ?? ""
            #expect(got.utf8.elementsEqual(want.utf8), "\(row): \(got)")
        }
    }
}
