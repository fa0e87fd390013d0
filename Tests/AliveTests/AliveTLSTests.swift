import Alive
import Domain
import Glibc
import TestSupport
import Testing

@Suite("Alive by TLS") struct AliveTLSTests {
    @Test("trusts an authority's certificate of the host's name, and none else") func trust()
        throws
    {
        let (ours, other) = (try Authority("localhost"), try Authority("localhost"))
        let server = try ours.server("-tls1_3")
        defer { server.process.signal(SIGKILL) }
        let refusal = "ALIVE_URL has no certificate to trust: "
        #expect(try said(to: "localhost", server.port, ours.file) == [])
        #expect(
            try said(to: "localhost", server.port, other.file).allSatisfy {
                $0.hasPrefix(refusal)
            })
        #expect(try said(to: "localhost", server.port, other.file).count == 1)
        #expect(
            try said(to: "localhost", server.port, nil) == [
                "\(refusal)self-signed certificate; the monitor will call"
            ])
        #expect(
            try said(to: "127.0.0.1", server.port, ours.file) == [
                "\(refusal)IP address mismatch; the monitor will call"
            ])
        #expect(
            try said(to: "localhost", server.port, "\(ours.folder.path)/none") == [
                "ALIVE_URL needs TLS, and authorities to trust cannot be read; "
                    + "the monitor will call"
            ])
    }

    @Test("speaks TLS 1.2, and nothing older") func versions() throws {
        let ours = try Authority("localhost")
        let current = try ours.server("-tls1_2")
        defer { current.process.signal(SIGKILL) }
        #expect(try said(to: "localhost", current.port, ours.file) == [])
        let old = try ours.server("-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
        defer { old.process.signal(SIGKILL) }
        #expect(
            try said(to: "localhost", old.port, ours.file) == [
                "ALIVE_URL does not speak TLS 1.2 or later; the monitor will call"
            ])
    }

    @Test("tells a server that speaks no TLS") func plain() throws {
        let monitor = WebListener()
        defer { monitor.close() }
        let authority = try Authority("localhost")
        // The server waits for the end of a request that never comes.
        #expect(
            try said(to: "127.0.0.1", monitor.port, authority.file, patienceSeconds: 1) == [
                "ALIVE_URL did not answer in 1 s; the monitor will call"
            ])
    }

    private func said(
        to host: String, _ port: Int, _ authorities: String?, patienceSeconds: Int = 20
    ) throws -> [String] {
        let said = AliveSignalTests.Said()
        AliveSignal(
            to: AliveAddress(
                isSecure: true, host: host, port: port, target: "/", authorities: authorities),
            patienceSeconds: patienceSeconds
        ) { said.add($0) }.pingAtEnd()
        return said.lines
    }
}

/// A certificate that is its own authority.
private final class Authority {
    let folder: TemporaryFolder
    var file: String { "\(folder.path)/ca.crt" }

    init(_ name: String) throws {
        folder = try TemporaryFolder()
        let made = try Program.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", "\(folder.path)/key", "-out", "\(folder.path)/ca.crt",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-days", "1",
            ])
        try #require(made.status == 0, "\(made.errors)")
    }

    /// OpenSSL's own web server with this certificate, on a free port.
    func server(_ more: String...) throws -> (port: Int, process: RunningProgram) {
        let listener = WebListener()
        let port = listener.port
        listener.close()
        let process = try RunningProgram(
            "/usr/bin/openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", file, "-key",
                "\(folder.path)/key", "-www",
            ] + more)
        try waitUntil("the server listens") {
            try Program.run(
                "/usr/bin/openssl",
                ["s_client", "-connect", "127.0.0.1:\(port)", "-cipher", "DEFAULT:@SECLEVEL=0"]
            ).output.contains("CONNECTED")
        }
        return (port, process)
    }
}
