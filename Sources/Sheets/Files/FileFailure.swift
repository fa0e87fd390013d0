import Domain
import Glibc

extension AppError {
    /// The error for a file operation that failed; names the file without its folder.
    static func file(_ path: String, errno code: Int32) -> AppError {
        let file = AppError.quoted(path.split(separator: "/").last.map(String.init) ?? path)
        guard code != ENOSPC, code != EDQUOT else { return AppError(.outputFull, "file \(file)") }
        return AppError(.outputUnwritable, "file \(file): \(name(errno: code))")
    }

    /// The constant's name, such as `EACCES`, which stays the same in every language.
    private static func name(errno code: Int32) -> String {
        switch code {
        case EACCES: "EACCES"
        case EEXIST: "EEXIST"
        case EFBIG: "EFBIG"
        case EIO: "EIO"
        case EISDIR: "EISDIR"
        case ELOOP: "ELOOP"
        case EMFILE: "EMFILE"
        case ENAMETOOLONG: "ENAMETOOLONG"
        case ENOENT: "ENOENT"
        case ENOTDIR: "ENOTDIR"
        case EPERM: "EPERM"
        case EROFS: "EROFS"
        case ESTALE: "ESTALE"
        default: "errno \(code)"
        }
    }
}
