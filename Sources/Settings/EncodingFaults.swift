/// The first byte of each line that is no UTF-8, and its first NUL.
func encodingFaults(_ bytes: [UInt8], file: String) -> [Fault] {
    var faults: [Fault] = []
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    for (number, slice) in zip(1..., lines) {
        let line = Array(slice)
        func note(_ problem: String, at offset: Int) {
            let column = characters(line[..<offset]) + 1
            let place = Place.character(file: file, line: number, column: column)
            let fault = Fault(
                key: nil, place: place, problem: problem, example: "a text file in UTF-8")
            faults.append(fault)
        }
        if let offset = firstInvalidOffset(line) {
            note("holds bytes that are not UTF-8", at: offset)
        }
        if let offset = line.firstIndex(of: 0) { note("holds a NUL byte", at: offset) }
    }
    return faults
}

private func firstInvalidOffset(_ line: [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: line.span)
        return nil
    } catch {
        return error.byteOffsets.lowerBound
    }
}
