import Glibc

// Replays test cases of winston through the room Logs: a case a line on standard input, a result a
// line on standard output. `lines`, `rotation`, or `dates moment|fecha`, which reads `zone, instant,
// pattern` as the vectors have them. `rotation exact` replays without winston's own rules. `write …`
// writes lines to be killed at.
switch CommandLine.arguments.dropFirst().joined(separator: " ") {
case "lines":
    while let line = readLine() { print(LineCase.result(of: line)) }
case "rotation", "rotation exact":
    let isExact = CommandLine.arguments.last == "exact"
    while let line = readLine() { print(RotationCase.result(of: line, isExact: isExact)) }
case "dates moment", "dates fecha":
    let isMoment = CommandLine.arguments.last == "moment"
    while let line = readLine() { print(DateCase.result(of: line, isMoment: isMoment)) }
case let words where words.hasPrefix("write "):
    guard let torture = LogTorture(Array(CommandLine.arguments.dropFirst(2))) else { exit(64) }
    torture.run()
default:
    let usage = "usage: log-replay lines|rotation [exact]|dates moment|dates fecha < cases\n"
    _ = write(STDERR_FILENO, usage, usage.utf8.count)
    exit(64)
}
fflush(nil)
