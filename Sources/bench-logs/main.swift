import Glibc

// Writes lines of 233 bytes with seven fields through swift-log into rotating files, and prints how
// many nanoseconds one takes: `bench-logs line|disabled FOLDER LINES THREADS`.
let arguments = CommandLine.arguments
guard arguments.count == 5, let lines = Int(arguments[3]), let threads = Int(arguments[4]) else {
    _ = write(STDERR_FILENO, "usage: bench-logs line|disabled FOLDER LINES THREADS\n", 53)
    exit(64)
}
let bench = LogBench(folder: arguments[2])
let nanoseconds =
    arguments[1] == "disabled" ? bench.disabled(lines) : bench.written(lines, threads: threads)
print("\(nanoseconds) ns a line")
