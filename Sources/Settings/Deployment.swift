/// What kind of place the program runs in.
package enum Deployment: String, CaseIterable, Sendable {
    case development, staging, production

    init(_ text: String) throws(Flaw) {
        guard let known = Deployment(rawValue: text) else {
            throw Flaw("is none of development, staging and production")
        }
        self = known
    }

    /// Node's word for it, which knows `test` besides.
    init(node text: String) throws(Flaw) {
        guard let known = text == "test" ? .development : Deployment(rawValue: text) else {
            throw Flaw("is none of development, test, staging and production")
        }
        self = known
    }
}
