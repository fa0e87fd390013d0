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

/// Puts one row's fields, each read once and spelt in place.
private func put(_ row: Row, in encoder: inout CSVEncoder) throws {
    encoder.integer(try row.int(0))
    encoder.text(row.bytes(1))
    encoder.day(try row.day(2))
    encoder.integer(try row.int(3))
    encoder.text(row.bytes(4))
    encoder.decimal(minor: try row.minor(5, digits: 3), digits: 3)
    for column in 6...8 {
        encoder.decimal(minor: try row.minor(column, digits: 4), digits: 4)
    }
    encoder.bool(try row.bool(9))
}

/// Puts one row's cells, each read once, from where they lie.
private func put(_ row: Row, in rows: inout SheetRows) throws {
    rows.begin()
    rows.integer(try row.int(0))
    rows.text(row.bytes(1))
    rows.day(try row.day(2))
    rows.integer(try row.int(3))
    rows.text(row.bytes(4))
    rows.decimal(try row.minor(5, digits: 3), scale: 3)
    for column in 6...8 { rows.decimal(try row.minor(column, digits: 4), scale: 4) }
    rows.bool(try row.bool(9))
    try rows.end()
}

/// Streams the query's rows to a new CSV file, field by field, and puts it on disk for good.
private func csv(_ query: String, over connection: Connection, to path: String) throws
    -> WrittenFile
{
    var file = try CSVFile(path, columns: columns)
    try connection.stream(query, []) { row in
        try put(row, in: &file.encoder)
        try file.endRow()
    }
    return try file.finish()
}

/// Streams the query's rows into a sheet, and writes it as a workbook on disk for good.
private func xlsx(
    _ query: String, over connection: Connection, to path: String, by engine: XLSXWriter.Engine
) throws -> WrittenFile {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    var rows = SheetRows(spillingTo: folder.isEmpty ? "." : folder.joined(separator: "/"))
    try connection.stream(query, []) { try put($0, in: &rows) }
    let sheet = Sheet(name: "Lines", slug: "lines", title: "Lines", columns: columns, rows: rows)
    let book = Workbook(
        sheets: [sheet], title: "Lines", subject: "bench", company: "",
        createdAt: Instant(microseconds: 0))
    return try XLSXWriter.write(book, to: path, engine: engine)
}

private let words = CommandLine.arguments
private let engine =
    words.count == 7 && words[5] == "--engine" ? XLSXWriter.Engine(rawValue: words[6]) : .auto
guard [5, 7].contains(words.count), let clinic = Int64(words[2]), let engine else {
    print(
        "Usage: bench-sheets URL CLINIC QUERY FILE.csv|FILE.xlsx [--engine auto|bulk|libxlsxwriter]"
    )
    exit(2)
}
private let connection = try Connection(
    url: words[1], alias: "bench", limits: Connection.Limits())
try connection.script(
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL evclinic.clinic = '\(clinic)'")
private let written =
    if words[4].hasSuffix(".xlsx") {
        try xlsx(words[3], over: connection, to: words[4], by: engine)
    } else {
        try csv(words[3], over: connection, to: words[4])
    }
try connection.script("COMMIT")
print("rows \(written.rows) bytes \(written.bytes) sha256 \(written.sha256)")
