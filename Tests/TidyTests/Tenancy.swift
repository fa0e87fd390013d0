/// Which statements could show one clinic the rows of another.
enum Tenancy {
    /// Tables of schema `clinic` with a `clinic_id`, as the migrations make them.
    static let tables: Set<String> = {
        let migrations = Tree.files.filter { $0.path.contains("/Persistence/Migrations/") }
        let text = migrations.flatMap { $0.swift?.strings ?? [] }.map(\.text).joined(
            separator: "\n")
        let made = text.found(#/CREATE TABLE clinic\.(\w+)\s*\(([^;]*);/#)
        return Set(made.filter { $0.2.has(#/\bclinic_id\b/#) }.map { String($0.1) })
    }()

    /// Tables of a statement that nothing ties to the clinic it was asked for.
    ///
    /// Tied is a table whose `clinic_id` equals a parameter, or that of a table which is tied. What
    /// is inserted must name `clinic_id` among its columns.
    static func unfiltered(in statement: String) -> [String] {
        let pattern =
            #/(\w+)\s+clinic\.(\w+)\b(?:\s*\(([^)]*)\))?(?:\s+(?:AS|as)\s+(\w+))?/#
        let used = statement.found(pattern).filter { tables.contains(String($0.2)) }
        let isAlone = used.count == 1
        let tied = namesTied(in: statement)
        return used.filter { use in
            if use.1 == "INTO" { return use.3?.has(#/\bclinic_id\b/#) != true }
            let isTied = tied.contains(String(use.4 ?? use.2))
            return !isTied && !(isAlone && tied.contains(""))
        }.map { String($0.2) }
    }

    /// Names whose `clinic_id` is a parameter's in the end; the empty name is one without a prefix.
    private static func namesTied(in statement: String) -> Set<String> {
        var tied: Set<String> = []
        for match in statement.found(#/(?:(\w+)\.)?\bclinic_id\s*=\s*(?:\$\d|:clinic\b)/#) {
            tied.insert(match.1.map(String.init) ?? "")
        }
        let equal = statement.found(#/(\w+)\.clinic_id\s*=\s*(\w+)\.clinic_id/#)
        for _ in equal {
            for pair in equal {
                if tied.contains(String(pair.1)) { tied.insert(String(pair.2)) }
                if tied.contains(String(pair.2)) { tied.insert(String(pair.1)) }
            }
        }
        return tied
    }
}
