import Foundation
import Logging
import Logs
import TestSupport
import Testing

@Suite("Passwords in texts") struct SecretTextTests {
    @Test(
        "are hidden, and nothing else is",
        arguments: table(
            """
            text                                shown                                      why
            postgresql://u:canary@h:5432/d      postgresql://u:[redacted]@h:5432/d         the usual
            pg://u:can@ary@h/d                  pg://u:[redacted]@h/d                      a sign left raw
            pg://u:can:ary@h/d                  pg://u:[redacted]@h/d                      a colon
            pg://u:ca%2Fry@h                    pg://u:[redacted]@h                        a code
            a pg://u:canary@h pg://v:canary@i   a pg://u:[redacted]@h pg://v:[redacted]@i  two
            https://h:80/a@b                    https://h:80/a@b                           no login
            pg://u@h:5432/d                     pg://u@h:5432/d                            no password
            mail to a:b@c                       mail to a:b@c                              no address
            password=canary                     password=[redacted]                        libpq's
            host=h password=canary user=u       host=h password=[redacted] user=u          in between
            PassWord=canary                     PassWord=[redacted]                        capitals
            sslpassword=canary                  sslpassword=[redacted]                     another one
            password='can ary' user=u           password='[redacted]' user=u               in quotes
            password = canary user=u            password = [redacted] user=u               with blanks
            password =canary                    password =[redacted]                       a blank
            password='can\\'ary' user=u          password='[redacted]' user=u               a quote inside
            password=can\\ ary user=u            password=[redacted] user=u                 a blank inside
            password=can,ary;canary             password=[redacted]                        no end of it
            pg://h/d?user=u&password=canary     pg://h/d?user=u&password=[redacted]        in a query
            pass=word                           pass=word                                  another word
            password                            password                                   no value
            """))
    func hidden(_ row: [String]) {
        let shown = JSONValue(json(of: .string(row[0])).utf8)?.text
        #expect(shown == row[1], "\(row[2])")
    }

    @Test(
        "are hidden at the place where a text is cut",
        arguments: [
            "postgresql://user:canarycanarycanary@host/db", "password=canarycanarycanary",
            "password='canary canary canary'",
        ])
    func cut(_ secret: String) {
        let tail = String(repeating: "x", count: 20_000)
        for before in 8192 - 60...8192 + 10 {
            let head = String(repeating: "x", count: before)
            let text = line(.string(head + secret + " " + tail))
            let isCut = text.contains("\"truncated\":true")
            #expect(isCut && !text.contains("cana"), "\(before)")
        }
    }

    @Test("are hidden at the place where a logger's field is cut") func contextCut() {
        for before in 512 - 60...512 + 10 {
            let head = String(repeating: "x", count: before) + "pg://user:canarycanary@host/db"
            let isHidden = !line(context: ["a": .string(head + String(repeating: "x", count: 5000))]
            )
            .contains("cana")
            #expect(isHidden, "\(before)")
        }
    }

    @Test("cost no more the more there are") func many() {
        let text = String(repeating: "password=", count: 1 << 20)
        #expect(json(of: .string(text)) == #""password=[redacted]""#)
    }

    @Test("are hidden in messages, fields, lists, objects, errors and causes") func everywhere() {
        let secret = "pg://u:canary@h"
        let error = Failed(
            logMessage: secret, logFields: ["f": .string(secret)],
            logCause: Failed(logMessage: secret))
        let text = line(
            .string(secret), ["a": .string(secret), "b": ["c": [.string(secret)]]], error: error,
            context: ["d": .string(secret), "e": ["f": .string(secret)]])
        #expect(!text.contains("canary"))
        #expect(text.components(separatedBy: "[redacted]").count == 10)
    }
}
