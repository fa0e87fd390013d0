import COpenSSL
import Glibc

/// TLS 1.2 or later on a connected socket; the certificate must bear the host's name and come from
/// an authority that is trusted here.
final class TLSSession {
    private let context: OpaquePointer
    private let session: OpaquePointer

    init(on socket: Int32, to address: AliveAddress) throws(PingFault) {
        guard let context = SSL_CTX_new(TLS_client_method()) else {
            throw PingFault("needs TLS, which OpenSSL refuses")
        }
        let isTrusting = address.authorities.map {
            SSL_CTX_load_verify_locations(context, $0, nil) == 1
        }
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        guard isTrusting ?? (SSL_CTX_set_default_verify_paths(context) == 1),
            let session = SSL_new(context)
        else {
            SSL_CTX_free(context)
            throw PingFault("needs TLS, and authorities to trust cannot be read")
        }
        self.context = context
        self.session = session
        guard SSL_set1_host(session, address.host) == 1, SSL_set_fd(session, socket) == 1 else {
            throw PingFault("needs TLS, which OpenSSL refuses")
        }
        announce(address.host)
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    func handshake() -> Step { step(Int(SSL_connect(session))) }

    func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        step(Int(SSL_write(session, bytes.baseAddress, Int32(bytes.count))))
    }

    func read(_ bytes: UnsafeMutableRawBufferPointer) -> Step {
        step(Int(SSL_read(session, bytes.baseAddress, Int32(bytes.count))))
    }

    /// Why the handshake failed.
    var fault: PingFault {
        let verdict = SSL_get_verify_result(session)
        guard verdict != Int(X509_V_OK), let text = X509_verify_cert_error_string(verdict) else {
            return PingFault("does not speak TLS 1.2 or later")
        }
        return PingFault("has no certificate to trust: \(String(cString: text))")
    }

    /// Says which host is wanted, where several share an address; an address is no such name.
    private func announce(_ host: String) {
        guard !host.contains(":"), host.contains(where: \.isLetter) else { return }
        var name = Array(host.utf8CString)
        SSL_ctrl(
            session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &name)
    }

    private func step(_ count: Int) -> Step {
        if count > 0 { return .bytes(count) }
        switch SSL_get_error(session, Int32(count)) {
        case SSL_ERROR_WANT_READ: return .wants(POLLIN)
        case SSL_ERROR_WANT_WRITE: return .wants(POLLOUT)
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            ERR_clear_error()
            return .failed
        }
    }
}
