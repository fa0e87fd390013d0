import Domain

/// Why a ping was not answered, in words that name neither URL nor address.
struct PingFault: Error, Equatable {
    let what: String

    init(_ what: String) { self.what = what }

    static func silent(seconds: Int) -> PingFault {
        PingFault("did not answer in \(seconds) s")
    }
}

/// One GET; all that is wanted of the answer is a status of 200 to 299.
struct Ping {
    let address: AliveAddress
    let patienceSeconds: Int

    /// Sends it, on the calling thread.
    func send() throws(PingFault) {
        let wire = try Wire(to: address, patienceSeconds: patienceSeconds)
        defer { wire.close() }
        try wire.write(Array(request.utf8))
        var answer: [UInt8] = []
        while !answer.contains(UInt8(ascii: "\n")), answer.count < 4096 {
            let more = try wire.read()
            if more.isEmpty { break }
            answer += more
        }
        try check(answer)
    }

    private var request: String {
        """
        GET \(address.target) HTTP/1.1\r
        Host: \(address.authority)\r
        User-Agent: evclinic\r
        Accept: */*\r
        Connection: close\r
        \r

        """
    }

    private func check(_ answer: [UInt8]) throws(PingFault) {
        let line = String(decoding: answer.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3,
            words[1].utf8.allSatisfy({ (48...57).contains($0) }), let status = Int(words[1])
        else { throw PingFault(answer.isEmpty ? "gave no answer" : "does not speak HTTP") }
        guard (200...299).contains(status) else { throw PingFault("answered \(status)") }
    }
}
