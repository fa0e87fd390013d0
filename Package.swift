// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Deflates rows of workbooks; where it is not installed, zlib does.
let hasISAL = FileManager.default.fileExists(atPath: "/usr/include/isa-l.h")

/// What every Swift target is held to: explicit imports, existentials said aloud, no warning left.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Optimised in debug builds too: a million documents are computed twice in a test, in a minute
/// instead of seven.
let quick: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A layer and the only things it may import (the table in Sources/README.md).
func layer(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

/// A system library, found by its Debian package.
func system(_ name: String, apt: String) -> Target {
    .systemLibrary(name: name, providers: [.apt([apt])])
}

/// The tests of one room.
func tests(_ room: String, of imports: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(room)Tests", dependencies: imports + ["TestSupport"], swiftSettings: strict)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "evclinic",
    products: [
        .executable(name: "evclinic", targets: ["evclinic"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        system("CPostgres", apt: "libpq-dev"),
        system("CXLSXWriter", apt: "libxlsxwriter-dev"),
        system("COpenSSL", apt: "libssl-dev"),
        system("CZlib", apt: "zlib1g-dev"),
        system("CExpat", apt: "libexpat1-dev"),
        system("CMiniZip", apt: "libminizip-dev"),
        .target(name: "CSystem"),
        .target(
            name: "CDeflate", cSettings: hasISAL ? [.define("EVCLINIC_ISAL")] : [],
            linkerSettings: [.linkedLibrary("z")] + (hasISAL ? [.linkedLibrary("isal")] : [])),

        .target(name: "Domain", swiftSettings: quick),
        layer("Digests", imports: ["COpenSSL"]),
        layer("Logs", imports: ["Domain", "Digests", "CZlib", logging]),
        layer("Alive", imports: ["Domain", "COpenSSL"]),
        layer("Access", imports: ["Domain"]),
        layer("Scheduling", imports: ["Domain"]),
        layer("Sheets", imports: ["Domain", "Digests", "CXLSXWriter", "CMiniZip", "CDeflate"]),
        .target(name: "Documents", dependencies: ["Domain"], swiftSettings: quick),
        .target(
            name: "BankFiles", dependencies: ["Domain", "Scheduling", "CExpat"],
            swiftSettings: quick),
        .target(name: "Matching", dependencies: ["Domain"], swiftSettings: quick),
        .target(
            name: "Services", dependencies: ["Domain", "Digests", "Matching", "Sheets"],
            swiftSettings: quick),
        layer("Repositories", imports: ["Domain", "Access"]),
        layer("Persistence", imports: ["Domain", "Access", "CPostgres"]),
        layer("Settings", imports: ["Domain", "Logs"]),
        layer("Seeding", imports: ["Domain", "Access"]),
        layer(
            "Jobs",
            imports: [
                "Domain", "Digests", "Access", "BankFiles", "Matching", "Scheduling", "Services",
                "Sheets", "Repositories",
                .product(name: "Yams", package: "Yams"),
            ]),
        layer(
            "Controllers",
            imports: [
                "Domain", "Digests", "Access", "BankFiles", "Sheets", "Services",
                "Repositories", "Scheduling", "Jobs", "CSystem", logging,
            ]),
        .executableTarget(
            name: "evclinic",
            dependencies: [
                "Domain", "Documents", "Alive", "Access", "Services", "Repositories", "Persistence",
                "Jobs", "Sheets", "BankFiles", "Digests",
                "Seeding", "Settings", "Controllers", "Scheduling", "Logs", "CSystem", arguments,
                logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "bench-sheets", dependencies: ["Access", "Domain", "Persistence", "Sheets"],
            swiftSettings: strict),
        .executableTarget(
            name: "bench-logs", dependencies: ["Logs", logging],
            swiftSettings: strict),
        .executableTarget(
            name: "log-replay", dependencies: ["CZlib", "Domain", "Logs", logging],
            swiftSettings: strict),
        .executableTarget(
            name: "bench-queue",
            dependencies: [
                "Access", "CSystem", "Controllers", "Domain", "Persistence", "Repositories",
            ], swiftSettings: strict),
        .executableTarget(
            name: "bench-tax", dependencies: ["Services", "Domain"], swiftSettings: strict),
        layer("TestSupport", imports: ["Domain", "Access", "Persistence"]),

        tests("Domain", of: ["Domain"]),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["evclinic", "Documents", "Domain", "TestSupport"],
            swiftSettings: quick),
        .testTarget(
            name: "BankFilesTests",
            dependencies: [
                "evclinic", "BankFiles", "Domain", "Jobs", "Scheduling", "TestSupport",
            ],
            swiftSettings: quick),
        .testTarget(
            name: "MatchingTests", dependencies: ["Matching", "Domain", "TestSupport"],
            swiftSettings: quick),
        tests("Scheduling", of: ["evclinic", "Scheduling", "Jobs", "Domain"]),
        .testTarget(
            name: "ServicesTests",
            dependencies: [
                "Services", "Documents", "Domain", "Digests", "Matching", "Sheets", "TestSupport",
            ],
            swiftSettings: quick),
        tests("Access", of: ["Access", "Domain"]),
        tests("Persistence", of: ["Persistence", "Repositories", "Access", "Domain"]),
        tests("Repositories", of: ["Repositories", "Persistence", "Access", "Domain"]),
        tests("Seeding", of: ["Seeding", "Domain", "Access"]),
        tests("Settings", of: ["Settings", "Logs", "Domain"]),
        tests("Tidy", of: []),
        tests("Gallery", of: ["Domain"]),
        tests("Digests", of: ["Digests"]),
        tests("Logs", of: ["log-replay", "bench-logs", "Logs", "Domain", "Digests", logging]),
        tests("Alive", of: ["Alive", "Domain"]),
        tests("Sheets", of: ["Domain", "Digests", "Sheets"]),
        tests(
            "Controllers",
            of: [
                "Controllers", "BankFiles", "Jobs", "Repositories", "Persistence", "Services",
                "Access", "Domain",
            ]),
        tests("Run", of: ["evclinic", "Logs", "Persistence", "Access", "Digests", "Domain"]),
        tests(
            "Game",
            of: ["bench-queue", "log-replay", "Logs", "Persistence", "Access", "Domain"]),
    ]
)
