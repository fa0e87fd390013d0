import Settings
import Testing

@Suite("ALIVE_URL") struct AliveURLTests {
    @Test(
        "is taken apart",
        arguments: table(
            """
            url                              tls  host       port  target       why
            https://m.org/ping/1             yes  m.org      443   /ping/1      the usual
            http://m.org                     no   m.org      80    /            no path
            https://m.org?a=b&c              yes  m.org      443   /?a=b&c      a query alone
            http://127.0.0.1:8080/%2fa?b=/c  no   127.0.0.1  8080  /%2fa?b=/c   as it is sent
            https://[::1]:9/x                yes  ::1        9     /x           IPv6 with a port
            https://[fe80::1]                yes  fe80::1    443   /            IPv6 without
            http://a_b-c.d                   no   a_b-c.d    80    /            a name inside
            """))
    func read(_ row: [String]) throws {
        let alive = try #require(try load(["ALIVE_URL": row[0]]).alive)
        #expect(alive.isSecure == (row[1] == "yes"), "\(row[5])")
        #expect(alive.host == row[2] && alive.port == Int(row[3]), "\(row[5])")
        #expect(alive.target.revealed == row[4], "\(row[5])")
    }

    @Test(
        "is refused, saying what is wrong",
        arguments: table(
            """
            url                  problem                                                   why
            m.org/ping           does not begin with http:// or https://                   no scheme
            HTTPS://m.org        does not begin with http:// or https://                   capitals
            ftp://m.org          does not begin with http:// or https://                   another one
            https:///ping        names no host                                             no host
            https://             names no host                                             nothing
            https://:80/         names no host                                             a port alone
            https://m.org:0/     has a port that is not a whole number from 1 to 65535     too small
            https://m.org:65536  has a port that is not a whole number from 1 to 65535     too large
            https://m.org:       has a port that is not a whole number from 1 to 65535     no digits
            https://m.org:8o     has a port that is not a whole number from 1 to 65535     a letter
            https://[::1         has an IPv6 address that is not of the form [::1]         left open
            https://[m.org]      has an IPv6 address that is not of the form [::1]         a name
            https://[::1]8       has a port that is not a whole number from 1 to 65535     no colon
            https://::1          names no host                                             no brackets
            https://m..org       has a host that is neither a name nor an address          no label
            https://m.org.       has a host that is neither a name nor an address          a dot at the end
            https://-m.org       has a host that is neither a name nor an address          a hyphen
            https://m!org        has a host that is neither a name nor an address          a mark
            https://u:p@m.org/   has a login before its host; give the monitor's own URL   a login
            https://m.org/a#b    has a #, which is never sent                              a fragment
            https://m.org/%2     has a % that two hexadecimal digits do not follow         cut off
            https://m.org/%zz    has a % that two hexadecimal digits do not follow         no digits
            https://m.org/a␠b    holds a blank, a control character or a letter outside    a blank
            https://m.org/ä      holds a blank, a control character or a letter outside    a letter
            https://m.org/a⏎b    holds a blank, a control character or a letter outside    two lines
            """))
    func refused(_ row: [String]) {
        let found = faults(with: ["ALIVE_URL": decoded(row[0])])
        #expect(found.map(\.key) == ["ALIVE_URL"], "\(row[2])")
        #expect(found.first?.problem.hasPrefix(row[1]) == true, "\(row[2]): \(found)")
        #expect(found.first?.example == "ALIVE_URL=https://monitor.example.org/ping/evclinic")
    }

    @Test("shows its host and never its path (I9)") func secret() throws {
        let alive = try #require(try load(["ALIVE_URL": "https://m.org:1/canary?canary"]).alive)
        var dumped = ""
        dump(alive, to: &dumped)
        #expect("\(alive)" == "https://m.org" && String(reflecting: alive) == "https://m.org")
        #expect(!dumped.contains("canary"))
    }
}
