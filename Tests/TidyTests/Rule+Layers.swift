extension Rule {
    /// The package manager's own check lets transitive imports pass.
    static let imports = Rule(
        name: "a room imports only what Package.swift gives it",
        applies: { $0.swift != nil && ($0.isSource || $0.isTest) },
        findings: { file in
            guard let layer = Layers.package.layers[file.room ?? ""] else {
                return [Finding(line: 1, what: "\(file.room ?? "?") is not in Package.swift")]
            }
            return Layers.imports(of: file).filter { line, module in
                !layer.imports.contains(module)
                    && !Layers.platform(of: layer.name, isTest: file.isTest).contains(module)
            }.map { line, module in
                Finding(line: line, what: "\(layer.name) may not import \(module)")
            }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "import Access"),
            Sample("Sources/Access/A.swift", "import Domain\npackage import Persistence"),
            Sample("Sources/Services/A.swift", "import Access"),
            Sample("Sources/Services/A.swift", "import Glibc"),
            Sample("Sources/Repositories/A.swift", "import Persistence"),
            Sample("Sources/Jobs/A.swift", "@preconcurrency import Persistence"),
            Sample("Sources/Controllers/A.swift", "import struct Persistence.Connection"),
            Sample("Sources/Controllers/A.swift", "import CPostgres"),
            Sample("Sources/Controllers/A.swift", "import Foundation"),
            Sample("Sources/Persistence/A.swift", "import FoundationEssentials"),
            Sample("Sources/Nowhere/A.swift", "import Domain"),
            Sample("Tests/DomainTests/A.swift", "@testable import Persistence"),
        ],
        passes: [
            Sample("Sources/Access/A.swift", "package import Domain"),
            Sample("Sources/Persistence/A.swift", "import CPostgres\nimport Glibc"),
            Sample("Sources/Controllers/A.swift", "import FoundationEssentials"),
            Sample("Sources/TestSupport/A.swift", "import Foundation\nimport Synchronization"),
            Sample("Sources/Jobs/A.swift", "import Yams"),
            Sample("Sources/evclinic/A.swift", "import ArgumentParser\nimport Persistence"),
            Sample("Sources/Domain/A.swift", "// import Access"),
            Sample("Tests/DomainTests/A.swift", "import Domain\nimport Foundation\nimport Testing"),
            Sample("Tests/SeedingTests/A.swift", "@testable import Seeding"),
        ])
}
