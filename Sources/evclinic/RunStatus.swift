/// What several runs come to, as one exit status (RUNS, *Command line*).
enum RunStatus {
    /// 0 when each was done, 2 when some have differences; that of the first failure when all have
    /// failed, else 3.
    static func of(_ each: [Int32]) -> Int32 {
        let failed = each.filter { $0 != 0 && $0 != 2 }
        guard let first = failed.first else { return each.contains(2) ? 2 : 0 }
        return failed.count < each.count ? 3 : first
    }
}
