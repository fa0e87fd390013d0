import Glibc
import Settings
import Testing

@Suite(".env.example") struct ExampleFileTests {
    private let path =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        + "/.env.example"

    @Test("is what the table of keys says; UPDATE_GOLDEN=1 rewrites it") func written() throws {
        if getenv("UPDATE_GOLDEN") != nil {
            let stream = try #require(fopen(path, "w"))
            fputs(Settings.exampleFile, stream)
            fclose(stream)
        }
        let file = try #require(EnvFile.read(path))
        let wanted = EnvFile(
            name: path, bytes: Array(Settings.exampleFile.utf8), mode: file.mode)

        #expect(file == wanted)
    }

    @Test("mentions every key once", arguments: Settings.keys) func mentions(_ key: SettingKey) {
        let lines = Settings.exampleFile.split(separator: "\n")

        #expect(
            lines.count { $0.hasPrefix("#\(key.rawValue)=") || $0.hasPrefix("\(key.rawValue)=") }
                == 1)
    }

    @Test("is right as it stands, and with every comment taken off its key") func loads() throws {
        let uncommented = Settings.exampleFile.split(separator: "\n")
            .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }
            .joined(separator: "\n")

        for text in [Settings.exampleFile, uncommented] {
            let file = envFile(text)
            #expect(file.faults.isEmpty)
            _ = try Settings.load(environment: ["NODE_ENV": "production"], file: file)
        }
        #expect(envFile(uncommented).entries.map(\.key) == Settings.keys.map(\.rawValue))
    }

    @Test("stays within 100 columns") func width() {
        #expect(Settings.exampleFile.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}
