import Domain
import Foundation
import TestSupport
import Testing

@testable import Sheets

@Suite("Logo") struct LogoTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    static func number(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    static func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
        number(data.count) + Array(kind.utf8) + data + [0, 0, 0, 0]
    }

    static func png(_ width: Int, _ height: Int, perMetre: Int? = nil) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", number(width) + number(height) + [8, 6, 0, 0, 0])
            + (perMetre.map { chunk("pHYs", number($0) + number($0) + [1]) } ?? [])
            + chunk("IEND", [])
    }

    @Test("is as large as its file says, at its resolution") func size() throws {
        let plain = try #require(Logo(png: Self.png(400, 80)))
        #expect((plain.width, plain.height) == (400, 80))
        let fine = try #require(Logo(png: Self.png(400, 80, perMetre: 7559)))
        #expect((fine.width.rounded(), fine.height.rounded()) == (200, 40))
    }

    @Test(
        "is refused when it is no PNG, cut off, empty or too large",
        arguments: [
            [], Array("GIF89a".utf8), Array(png(400, 80).prefix(20)), png(0, 80), png(4001, 80),
            png(400, 80) + [UInt8](repeating: 0, count: Logo.bytesMax),
        ])
    func refused(_ bytes: [UInt8]) {
        #expect(Logo(png: bytes) == nil)
    }

    @Test("stands on the certificate alone, and repeats its bytes") func drawn() throws {
        let file = "\(TestCluster.checkout)/templates/logos/harbor-dental.png"
        let logo = try #require(Logo(png: Array(try Data(contentsOf: URL(filePath: file)))))
        for name in ["a", "b"] {
            let whole = Samples.whole
            let book = Workbook(
                sheets: whole.sheets, title: whole.title, subject: whole.subject,
                company: whole.company, createdAt: whole.createdAt, logo: logo)
            _ = try XLSXWriter.write(book, to: scratch.path("\(name).xlsx"))
        }
        #expect(try scratch.bytes("a.xlsx") == scratch.bytes("b.xlsx"))
        guard let python = Tool.python else { return }
        let parts = try Tool.json(
            [String].self, python: python, Self.pictures, scratch.path("a.xlsx"))
        #expect(parts == ["xl/media/image1.png 1989", "xl/worksheets/_rels/sheet1.xml.rels"])
    }

    /// The pictures of a workbook with their bytes, and which tabs refer to a drawing.
    private static let pictures = #"""
        import json, sys, zipfile
        book = zipfile.ZipFile(sys.argv[1])
        said = [f"{part.filename} {part.file_size}" for part in book.infolist() if "media" in part.filename]
        said += [name for name in book.namelist() if "worksheets/_rels" in name
                 and b"drawing" in book.read(name)]
        print(json.dumps(said))
        """#
}
