import Settings
import Testing

@Suite("DatabaseURL") struct DatabaseURLTests {
    @Test(
        "shows who and where, never the password",
        arguments: table(
            """
            uri                                              shown                                 why
            postgresql://u:canary@h/d                        postgresql://u@h/d                    the usual
            postgres://u:canary@h:5433/d                     postgresql://u@h/d                    the short scheme
            postgresql://u:can%40ary%2F%3A@h/d               postgresql://u@h/d                    encoded password
            postgresql://u:canary:canary@h/d                 postgresql://u@h/d                    a colon in it
            postgresql://u:@h/d                              postgresql://u@h/d                    an empty one
            postgresql://u@h/d?password=canary               postgresql://u@h/d                    among the parameters
            postgresql://u@h/d?sslpassword=canary            postgresql://u@h/d                    the key's
            postgresql://h1:5433,h2/d                        postgresql://h1,h2/d                  several hosts
            postgresql://u@[::1]:5432/d                      postgresql://u@[::1]/d                IPv6
            postgresql:///d?host=/run/postgresql             postgresql://%2Frun%2Fpostgresql/d    a socket
            postgresql://%2Frun%2Fpostgresql/d               postgresql://%2Frun%2Fpostgresql/d    the same
            postgresql://h/d?user=u&dbname=e                 postgresql://u@h/e                    parameters win
            postgresql://u%0A%1B@h/d                         postgresql://u%0A%1B@h/d              no control characters
            postgresql://                                    postgresql://                         all left to libpq
            postgresql://h?                                  postgresql://h                        no parameter
            postgresql://h/d?ssl=true                        postgresql://h/d                      JDBC's word
            """))
    func shown(_ row: [String]) throws {
        let url = try load(["PRIMARY_URL": row[0]]).primary

        #expect(url.description == row[1], "\(row[2])")
        #expect(url.debugDescription == row[1], "\(row[2])")
        #expect(url.uri.revealed == row[0], "\(row[2])")
    }

    @Test(
        "is refused when libpq would refuse it or take it for another",
        arguments: table(
            """
            uri                                   problem                                       why
            mysql://u:canary@h/d                  does not begin with postgresql://             another database
            host=h␠password=canary                holds a blank or control character            libpq's other syntax
            jdbc:postgresql://h/d                 does not begin with postgresql://             Java's
            POSTGRESQL://h/d                      does not begin with postgresql://             libpq minds the case
            postgresql://u:can␠ary@h/d            holds a blank or control character            a blank
            postgresql://u:can⇥ary@h/d            holds a blank or control character            a tab
            postgresql://h:0/d                    has a port that is not                        too low
            postgresql://h:65536/d                has a port that is not                        too high
            postgresql://h:x/d                    has a port that is not                        no number
            postgresql://h:+1/d                   has a port that is not                        a sign
            postgresql://h,i:x/d                  has a port that is not                        of the second host
            postgresql://h/d?port=x               has a port that is not                        among the parameters
            postgresql://u:can%4@h/d              has a % without two hexadecimal digits        one digit
            postgresql://u:canary%@h/d            has a % without two hexadecimal digits        none
            postgresql://u:can%zzary@h/d          has a % without two hexadecimal digits        no digits
            postgresql://u:can%+1ary@h/d          has a % without two hexadecimal digits        a sign
            postgresql://u:can%00ary@h/d          has a % without two hexadecimal digits        NUL
            postgresql://%FF@h/d                  is not UTF-8 when its %-pairs are decoded     UTF-8
            postgresql://u:can@ary@h/d            has a stray @                                 an @ in the password
            postgresql://u:1/canary@h/d           has a stray @                                 a / in it
            postgresql://u:1?canary@h/d           has a stray @                                 a ? in it
            postgresql://u:can/ary@h/d            has a stray @                                 a / after letters
            postgresql://h/d?a                    has a parameter after its ?                   no value
            postgresql://h/d?a=b=c                has a parameter after its ?                   two
            postgresql://h/d?=c                   has a parameter after its ?                   no name
            postgresql://[::1/d                   has an IPv6 address                           unclosed
            postgresql://[]/d                     has an IPv6 address                           empty
            postgresql://[::1]x/d                 has an IPv6 address                           text behind it
            postgresql://h/d?sslmode=verify       has an sslmode that is none of                unknown mode
            postgresql://h/d?sslmode=             has an sslmode that is none of                an empty one
            postgresql://h/d?a=b&                 has a parameter after its ?                   a & at the end
            """))
    func refused(_ row: [String]) throws {
        let found = faults(with: ["PRIMARY_URL": decoded(row[0])])

        #expect(found.map(\.key) == ["PRIMARY_URL"], "\(row[2])")
        #expect(found.first?.problem.hasPrefix(row[1]) == true, "\(row[2])")
        #expect(!SettingsInvalid(found).description.contains("canary"), "\(row[2])")
    }

    @Test(
        "in production proves who answers unless it stays on this machine",
        arguments: table(
            """
            uri                                              verdict   why
            postgresql://h/d?sslmode=verify-full             right     proven
            postgresql://h/d?%73slmode=verify%2Dfull         right     however it is written
            postgresql:///d?host=h&sslmode=verify-full       right     host as a parameter
            postgresql://localhost/d                         right     loopback
            postgresql://127.0.0.1/d                         right     loopback
            postgresql://127.8.9.10/d                        right     loopback
            postgresql://[::1]/d                             right     loopback
            postgresql:///d?host=/run/postgresql             right     a socket
            postgresql:///d?host=@evclinic                   stray     an @ must be encoded
            postgresql:///d?host=%40evclinic                 right     an abstract socket
            postgresql://h/d                                 network   libpq's own standard is prefer
            postgresql://h/d?sslmode=require                 network   any certificate will do
            postgresql://h/d?sslmode=verify-ca               network   any host of that authority will do
            postgresql://h/d?sslmode=verify-full&ssl=true    network   the last one wins
            postgresql://localhost,h/d                       network   one of them leaves
            postgresql://localhost/d?host=h                  network   the parameter wins
            postgresql://localhost/d?hostaddr=10.0.0.1       network   the address is where it goes
            postgresql://127.example.org/d                   network   a name, not an address
            postgresql://128.0.0.1/d                         network   not loopback
            postgresql://localhost.example.org/d             network   another name
            postgresql:///d                                  hostless  PGHOST would choose
            postgresql://localhost,/d                        hostless  PGHOST would choose the second
            postgresql://localhost/d?host=                   hostless  an empty parameter wins too
            """))
    func production(_ row: [String]) {
        let found = faults(with: ["PRIMARY_URL": row[0], "EVCLINIC_ENV": "production"])
        let problem = found.first?.problem ?? "right"
        let verdicts = [
            "right": "right", "stray": "has a stray @", "hostless": "names no host",
            "network": "crosses the network",
        ]

        #expect(problem.hasPrefix(verdicts[row[1]] ?? "?"), "\(row[2])")
        if row[1] != "stray" {
            #expect(faults(with: ["PRIMARY_URL": row[0], "EVCLINIC_ENV": "staging"]).isEmpty)
        }
    }
}
