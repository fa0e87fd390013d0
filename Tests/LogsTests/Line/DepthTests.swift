import Logging
import Logs
import Testing

@Suite("Deep metadata") struct DepthTests {
    @Test("is named and not shown below the 32nd level", arguments: [40, 200, 5000])
    func deep(_ levels: Int) {
        var (object, list): (Logger.MetadataValue, Logger.MetadataValue) = ("in", "in")
        for _ in 0..<levels {
            object = ["k": object]
            list = [list]
        }
        let objects = String(repeating: #"{"k":"#, count: 32)
        #expect(
            json(of: object) == objects + #""[Object]""# + String(repeating: "}", count: 32))
        #expect(
            json(of: list) == String(repeating: "[", count: 32) + #""[Array]""#
                + String(repeating: "]", count: 32))
    }

    @Test("is shown whole down to there") func shown() {
        var value: Logger.MetadataValue = "in"
        for _ in 0..<32 { value = [value] }
        #expect(json(of: value).contains(#""in""#))
    }

    @Test("of a logger is named below the eighth level") func context() {
        var value: Logger.MetadataValue = "in"
        for _ in 0..<200 { value = ["k": value] }
        #expect(line(context: ["a": value]).contains(#""[Object]""#))
    }
}
