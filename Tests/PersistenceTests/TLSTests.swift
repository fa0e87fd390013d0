import Domain
import Foundation
import Persistence
import TestSupport
import Testing

@Suite("TLS") struct TLSTests {
    @Test("connects when the certificate is checked")
    func verified() throws {
        let connection = try Connection(url: Self.url(), alias: "tls", limits: TestDatabase.limits)
        let sql = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        #expect(try connection.text(sql) == "true")
    }

    @Test("refuses a certificate of another authority")
    func otherAuthority() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "ca.crt").path(percentEncoded: false)
        let made = try Program.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", "/dev/null", "-out", file, "-subj", "/CN=another", "-days",
                "1",
            ])
        try #require(made.status == 0, "\(made.errors)")
        let other = try Self.url().replacing(/sslrootcert=[^&]*/, with: "sslrootcert=\(file)")
        try expectRefusal(of: other)
    }

    @Test("refuses a server of another name, and an authority that is not there")
    func otherName() throws {
        let url = try Self.url()
        try expectRefusal(
            of: url.replacing("@127.0.0.1:", with: "@127.0.0.2:") + "&hostaddr=127.0.0.1")
        try expectRefusal(of: url.replacing(/sslrootcert=[^&]*/, with: "sslrootcert=/nowhere.crt"))
    }

    private func expectRefusal(of url: String) throws {
        #expect(throws: AppError(.databaseTLSFailed, "tls")) {
            try Connection(url: url, alias: "tls", limits: TestDatabase.limits)
        }
    }

    private static func url() throws -> String {
        _ = try TestCluster.addresses()
        return try TestCluster.scripts(["url", "primary", "worker", "--tls"]).filter { $0 != "\n" }
    }
}
