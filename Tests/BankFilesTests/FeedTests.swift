import BankFiles
import Testing

@Suite("Line feed") struct FeedTests {
    @Test("takes LF, CRLF and CR for ends, wherever the pieces are cut", arguments: 1...9)
    func ends(piece: Int) throws {
        var feed = LineFeed(ByteFeed(Array("a\r\n\r\nb\rc\nd".utf8), piece: piece))
        var lines: [String] = []
        while let line = try feed.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(lines == ["a", "", "b", "c", "d"])
        #expect(feed.number == 5)
    }

    @Test("refuses a line of over a mebibyte, before it holds a gigabyte") func long() throws {
        var pieces = 0
        let endless = ByteFeed { () in
            pieces += 1
            return [UInt8](repeating: 65, count: 1 << 16)
        }
        var feed = LineFeed(endless)
        #expect(throws: BankFault.self) { try feed.next() }
        #expect(pieces == 17)
    }
}
