import Glibc

/// Whether a connection to the host stays on this machine: a socket or a loopback address.
func isLocal(_ host: String) -> Bool {
    // A name such as 127.example.org is not an address, so the prefix alone proves nothing.
    var address = in_addr()
    let isLoopback4 =
        inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
    return isLoopback4 || host == "::1" || host == "localhost" || host.hasPrefix("/")
        || host.hasPrefix("@")
}
