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

/// Streams the query's rows of one clinic to a new CSV file and puts it on disk for good.
private func export(_ query: String, of clinic: Int64, from url: String, to path: String) throws {
    let connection = try Connection(url: url, alias: "bench", limits: Connection.Limits())
    try connection.script(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL evclinic.clinic = '\(clinic)'")
    var file = try CSVFile(path, columns: columns)
    try connection.stream(query, []) { row in
        try put(row, in: &file.encoder)
        try file.endRow()
    }
    let written = try file.finish()
    try connection.script("COMMIT")
    print("rows \(written.rows) bytes \(written.bytes) sha256 \(written.sha256)")
}

private let words = CommandLine.arguments
guard words.count == 5, let clinic = Int64(words[2]) else {
    print("Usage: bench-csv URL CLINIC QUERY FILE")
    exit(2)
}
try export(words[3], of: clinic, from: words[1], to: words[4])
