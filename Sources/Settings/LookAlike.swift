import Domain

/// Tells a slip of the pen from a key that belongs to another program.
///
/// The whole-key edit distance is no judge: it takes INPUT_DIR for OUTPUT_DIR and
/// REQUEST_TIMEOUT_SECONDS for CONNECT_TIMEOUT_SECONDS. So a key is compared word by word.
enum LookAlike {
    /// Names near ours that are read elsewhere: by tests, `scripts/cluster` and the clinic's backend.
    private static let elsewhere: Set = [
        "EVCLINIC_VECTORS", "EVCLINIC_CLUSTER", "EVCLINIC_SUPER_URL", "EVCLINIC_CA", "LOG_FILE",
        "EVCLINIC_FUZZ_INPUTS", "EVCLINIC_TRUTH_LINES", "EVCLINIC_FEED_MEBIBYTES",
    ]

    /// Whether a name stands under our prefix, rightly or by a slip.
    static func bearsOurPrefix(_ name: String) -> Bool {
        name.uppercased().hasPrefix("EVCLIN") && !elsewhere.contains(name)
    }

    /// The key that a name was meant to be.
    static func nearest(to name: String) -> SettingKey? {
        guard SettingKey(rawValue: name) == nil, !elsewhere.contains(name) else { return nil }
        let name = name.uppercased()
        return match(name) ?? (bearsOurPrefix(name) ? underPrefix(name) : nil)
    }

    /// EVCLINIC_LOG_DIR means LOG_DIR; what then matches nothing is judged as a whole.
    private static func underPrefix(_ name: String) -> SettingKey? {
        let tail = name.split(separator: "_").dropFirst().joined(separator: "_")
        return match(tail) ?? nearest(to: name, among: SettingKey.allCases)
    }

    private static func match(_ name: String) -> SettingKey? {
        let words = words(of: name)
        let candidates = SettingKey.allCases.filter { key in
            let ours = self.words(of: key.rawValue)
            return words.joined() == ours.joined() || areKin(words, ours)
        }
        return nearest(to: name, among: candidates) ?? candidates.first
    }

    private static func nearest(to name: String, among keys: [SettingKey]) -> SettingKey? {
        nearestWord(to: name, among: keys.map(\.rawValue)).flatMap(SettingKey.init(rawValue:))
    }

    private static func words(of name: String) -> [String] {
        name.split(separator: "_").map(String.init)
    }

    private static func areKin(_ theirs: [String], _ ours: [String]) -> Bool {
        guard theirs.count == ours.count else { return false }
        return zip(theirs, ours).enumerated().allSatisfy { index, pair in
            isKin(pair.0, of: pair.1, isLast: index == ours.count - 1)
        }
    }

    /// The same word, its letters swapped, its plural, cut short or written out, or a mistyped one.
    ///
    /// A short word is cut short only at the end of a key (DIR, SEC): LOGO is not LOG.
    private static func isKin(_ word: String, of ours: String, isLast: Bool) -> Bool {
        let (short, long) = word.count < ours.count ? (word, ours) : (ours, word)
        return word.sorted() == ours.sorted()
            || long == short + "S"
            || (long.hasPrefix(short) && short.count >= (isLast ? 3 : 5))
            || (word == "URI" && ours == "URL")
            || (ours.count >= 5 && word.first == ours.first
                && nearestWord(to: word, among: [ours]) != nil)
    }
}
