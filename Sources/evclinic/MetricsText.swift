/// Gauges in the text format that Prometheus reads, version 0.0.4.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsText {
    private var lines: [String] = []

    /// Adds a gauge with its values.
    ///
    /// - Parameters:
    ///   - name: with its unit at the end.
    ///   - help: one sentence.
    ///   - values: each with its label, `nil` for none; no line at all when there are none.
    mutating func gauge(
        _ name: String, _ help: String, _ values: [(label: (String, String)?, value: Int64)]
    ) {
        guard !values.isEmpty else { return }
        lines.append("# HELP evclinic_\(name) \(help)")
        lines.append("# TYPE evclinic_\(name) gauge")
        for (label, value) in values {
            let shown = label.map { "{\($0.0)=\"\(Self.escaped($0.1))\"}" } ?? ""
            lines.append("evclinic_\(name)\(shown) \(value)")
        }
    }

    /// Adds a gauge that has one value.
    mutating func gauge(_ name: String, _ help: String, _ value: Int64) {
        gauge(name, help, [(nil, value)])
    }

    /// The whole text; ends with a line feed.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
