/// Where a ping goes.
package struct AliveAddress: Equatable, Sendable {
    /// Whether TLS is spoken, and the other side must prove its name.
    package let isSecure: Bool
    /// A name, or an address without brackets.
    package let host: String
    package let port: Int
    /// Path and query; whoever knows it can ping too, so no message shows it.
    package let target: String
    /// A file of authorities in PEM; the system's when there is none.
    package let authorities: String?

    package init(
        isSecure: Bool, host: String, port: Int, target: String, authorities: String? = nil
    ) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.target = target
        self.authorities = authorities
    }

    /// The host as a request names it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
