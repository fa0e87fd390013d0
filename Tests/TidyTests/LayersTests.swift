import TestSupport
import Testing

@Suite("Layers") struct LayersTests {
    @Test("are read from Package.swift's own words")
    func reading() {
        let layers = Layers(
            """
            func layer(_ name: String, imports: [Target.Dependency] = []) -> Target {
                .target(name: name, dependencies: imports)
            }
            let arguments = Target.Dependency.product(name: "Arguments", package: "arguments")
            targets: [
                system("CThing", apt: "libthing-dev"),
                .target(name: "CSystem"),
                layer("One"),
                layer(
                    "Two",
                    imports: [
                        "One", "CThing", .product(name: "Yams", package: "YamsPackage"),
                    ]),
                .executableTarget(
                    name: "tool", dependencies: ["One", arguments], swiftSettings: strict),
                tests("Two", of: ["Two", "One"]),
            ]
            """
        ).layers
        #expect(
            layers.values.sorted { $0.name < $1.name } == [
                .init(name: "CSystem", imports: []), .init(name: "CThing", imports: []),
                .init(name: "One", imports: []),
                .init(name: "Two", imports: ["One", "CThing", "Yams"]),
                .init(name: "TwoTests", imports: ["Two", "One", "TestSupport"]),
                .init(name: "tool", imports: ["One", "Arguments"]),
            ])
    }

    @Test("are the folders of Sources and Tests, one each")
    func folders() {
        // The gallery's pages are read by its tests, and are no room.
        let rooms = Set(Tree.files.filter { $0.isSource || $0.isTest }.compactMap(\.room))
            .subtracting(["Gallery"])
        #expect(rooms.subtracting(Layers.package.layers.keys) == [], "without a target")
        #expect(Set(Layers.package.layers.keys).subtracting(rooms) == [], "without a folder")
    }

    /// The compiler holds this too; here so that the table is right at one glance.
    @Test("point one way: nobody imports who imports him")
    func acyclic() {
        var left = Layers.package.layers.mapValues(\.imports)
        while true {
            let free = left.filter { $0.value.allSatisfy { left[$0] == nil } }.keys
            if free.isEmpty { break }
            for name in free { left[name] = nil }
        }
        #expect(left.isEmpty)
    }

    @Test("keep the database behind the composition root")
    func persistence() {
        let layers = Layers.package.layers.filter { !$0.key.hasSuffix("Tests") }
        let users = layers.filter { $0.value.imports.contains("Persistence") }.keys.sorted()
        #expect(users == ["TestSupport", "bench-queue", "bench-sheets", "evclinic"])
        #expect(
            layers.filter { $0.value.imports.contains("CPostgres") }.map(\.key) == ["Persistence"])
        #expect(layers["Services"]?.imports.isDisjoint(with: ["Repositories", "Access"]) == true)
        #expect(layers["Domain"]?.imports == [])
    }

    @Test("are given nothing that they do not use")
    func unused() {
        for layer in Layers.package.layers.values.sorted(by: { $0.name < $1.name })
        where !layer.name.hasSuffix("Tests") {
            let files = Tree.files.filter { $0.room == layer.name }
            let used = Set(files.flatMap { Layers.imports(of: $0).map(\.module) })
            let unused = layer.imports.subtracting(used).subtracting(["TestSupport"])
            #expect(unused == [], "\(layer.name)")
        }
    }

    @Test("stand in the table of Sources/README.md as in Package.swift")
    func table() {
        let told = Readme.rooms
        for layer in Layers.package.layers.values.sorted(by: { $0.name < $1.name })
        where !layer.name.hasSuffix("Tests") && !layer.name.hasPrefix("bench") {
            #expect(told[layer.name] == layer.imports, "\(layer.name)")
        }
        #expect(Set(told.keys).subtracting(Layers.package.layers.keys) == [])
    }
}

/// The table of rooms in `Sources/README.md`.
enum Readme {
    /// What each room may import; a row may name several rooms.
    static let rooms: [String: Set<String>] = {
        var rooms: [String: Set<String>] = [:]
        for row in Invariants.readme.found(#/(?m)^\| (`[^|]*) \|[^|]*\| ([^|]*) \|$/#) {
            let imports = Set(row.2.found(#/`(\w+)`/#).map { String($0.1) })
            for room in row.1.found(#/`([\w-]+)`/#) { rooms[String(room.1)] = imports }
        }
        return rooms
    }()
}
