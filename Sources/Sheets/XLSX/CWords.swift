import Glibc

/// C strings that live as long as their owner, for structures that point at them.
struct CWords: ~Copyable {
    private var kept: [UnsafeMutablePointer<CChar>] = []

    deinit {
        for word in kept { free(word) }
    }

    /// A copy of the text that C may hold on to.
    mutating func keep(_ text: String) -> UnsafeMutablePointer<CChar>? {
        let copy = strdup(text)
        if let copy { kept.append(copy) }
        return copy
    }
}
