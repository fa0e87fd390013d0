import Access
import Domain
import Glibc
import Persistence
import Sheets

/// The columns of `bench/csv/query.sql`.
private let columns = [
    Column("id", .integer), Column("number"), Column("issue_date", .day),
    Column("position", .integer), Column("item"), Column("quantity", .decimal),
    Column("unit_price", .decimal), Column("net", .decimal), Column("tax", .decimal),
    Column("void", .boolean),
]

/// One row's cells, each read once.
private func cells(_ row: Row) throws -> [Cell] {
    var cells: [Cell] = []
    cells.reserveCapacity(columns.count)
    cells.append(.integer(try row.int(0)))
    cells.append(.text(try row.text(1)))
    cells.append(.day(try row.day(2)))
    cells.append(.integer(try row.int(3)))
    cells.append(.text(try row.text(4)))
    for column in 5...8 { cells.append(.decimal(try row.numeric(column))) }
    cells.append(.bool(try row.bool(9)))
    return cells
}

/// Streams the query's rows of one clinic into a sheet, and writes it as a workbook on disk for good.
private func export(_ query: String, of clinic: Int64, from url: String, to path: String) throws {
    let connection = try Connection(url: url, alias: "bench", limits: Connection.Limits())
    try connection.script(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL evclinic.clinic = '\(clinic)'")
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    var rows = SheetRows(spillingTo: folder.isEmpty ? "." : folder.joined(separator: "/"))
    try connection.stream(query, []) { try rows.append(SheetRow(try cells($0))) }
    try connection.script("COMMIT")
    let sheet = Sheet(name: "Lines", slug: "lines", title: "Lines", columns: columns, rows: rows)
    let book = Workbook(
        sheets: [sheet], title: "Lines", subject: "bench", company: "",
        createdAt: Instant(microseconds: 0))
    let written = try XLSXWriter.write(book, to: path)
    print("rows \(written.rows) bytes \(written.bytes) sha256 \(written.sha256)")
}

private let words = CommandLine.arguments
guard words.count == 5, let clinic = Int64(words[2]) else {
    print("Usage: bench-xlsx URL CLINIC QUERY FILE")
    exit(2)
}
try export(words[3], of: clinic, from: words[1], to: words[4])
