import Foundation
import TestSupport

extension Vectors {
    /// One vector of `cron/`, of whichever group.
    struct Cron: Decodable {
        let id: String
        let expr: String?
        let expr5: String?
        let format: String?
        let zone: String?
        let inclusive: Bool?
        let fromEpoch: Int64?
        let fromNanos: Int64?
        let expectedEpoch: Int64?
        let features: [String]?
        let portable: Bool?
        let left: String?
        let right: String?
        let equal: Bool?
        let meaning: String?
        let startEpoch: Int64?
        let iterations: Int?

        /// The five-field form where there is one.
        var text: String { expr5 ?? expr ?? "" }

        /// The instant after which the first firing is expected, exclusive.
        var after: Int64 {
            let micros = (fromEpoch ?? 0) * 1_000_000 + (fromNanos ?? 0) / 1000
            // The least fraction of a second is lost here and changes nothing: firings are on seconds.
            return inclusive == true && (fromNanos ?? 0) == 0 ? micros - 1 : micros
        }
    }

    /// A group of `cron/`; empty when the vectors are not there.
    static func cron(_ group: String) throws -> [Cron] {
        struct Group: Decodable { let vectors: [Cron] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try data("cron/\(group).json").map {
            try decoder.decode(Group.self, from: $0).vectors
        } ?? []
    }
}
