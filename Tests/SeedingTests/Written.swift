import Seeding

/// A world that was written, kept in memory.
struct Written {
    private(set) var tables: [SeedTable: Rows] = [:]
    private(set) var truth: [String] = []
    let summary: SeedSummary
    /// Every byte in the order of its table (FNV-1a).
    let digest: UInt64
    /// Whether every chunk was whole rows.
    let isWhole: Bool

    /// Every template, and one clinic with a compound component; written once for all tests.
    static let sixClinics = Result { try Written(SeedOptions(clinics: 6, lines: 2_400)) }

    init(_ options: SeedOptions) throws {
        var tables = Dictionary(
            uniqueKeysWithValues: SeedTable.allCases.map { ($0, Rows($0)) })
        var truth: [String] = []
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        var isWhole = true
        func mix(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        summary = try SeedWorld(options).write(
            into: { table, chunk in
                mix(table.rawValue.utf8)
                mix(chunk)
                isWhole = (tables[table]?.read(Array(chunk)) ?? false) && isWhole
            },
            truth: { line in
                truth.append(line)
                mix(line.utf8)
            })
        (self.tables, self.truth, self.digest, self.isWhole) = (tables, truth, digest, isWhole)
    }

    func rows(_ table: SeedTable) -> Rows { tables[table] ?? Rows(table) }

    /// Every row's values of two columns, such as clinic and id.
    func keys(_ table: SeedTable, _ columns: String...) -> [[Int]] {
        let rows = rows(table)
        return rows.values.map { row in columns.map { rows.int(row, $0) ?? 0 } }
    }
}
