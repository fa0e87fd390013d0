import CXLSXWriter
import Domain
import Glibc

/// A workbook in libxlsxwriter's hands, freed when it is closed or given up.
struct XLSXBook: ~Copyable {
    private let path: String
    private var pointer: UnsafeMutablePointer<lxw_workbook>?
    private var formats: [Look: UnsafeMutablePointer<lxw_format>] = [:]
    private var words = CWords()
    /// Whether rows leave memory once they are written, which a table does not allow.
    let isStreaming: Bool

    /// Begins a workbook whose temporary files lie in that folder, on the same disk.
    init(_ path: String, parts: String, isStreaming: Bool) throws(AppError) {
        self.path = path
        self.isStreaming = isStreaming
        var options = lxw_workbook_options()
        options.constant_memory = isStreaming ? 1 : 0
        options.tmpdir = words.keep(parts)
        options.use_zip64 = isStreaming ? 1 : 0
        pointer = workbook_new_opt(path, &options)
        guard pointer != nil else { throw AppError.file(path, errno: ENOMEM) }
    }

    deinit {
        if let pointer { lxw_workbook_free(pointer) }
    }

    mutating func properties(of workbook: Workbook) throws(AppError) {
        var properties = lxw_doc_properties()
        properties.title = words.keep(String(workbook.title.prefix(200)))
        properties.subject = words.keep(String(workbook.subject.prefix(200)))
        properties.company = words.keep(String(workbook.company.prefix(200)))
        // The library takes 0 for "now", which would make the bytes differ from run to run.
        properties.created = time_t(max(1, workbook.createdAt.seconds))
        try check(workbook_set_properties(pointer, &properties))
    }

    mutating func addSheet(_ name: String) throws(AppError) -> UnsafeMutablePointer<lxw_worksheet> {
        guard let sheet = workbook_add_worksheet(pointer, name) else {
            throw AppError(.sheetInvalid, "sheet \(AppError.quoted(name)): its name is refused")
        }
        return sheet
    }

    /// A chart, which stands nowhere before a tab is given it.
    mutating func addChart(_ kind: lxw_chart_type) throws(AppError) -> UnsafeMutablePointer<
        lxw_chart
    > {
        guard let chart = workbook_add_chart(pointer, UInt8(kind.rawValue)) else {
            throw AppError.file(path, errno: ENOMEM)
        }
        return chart
    }

    /// The workbook's format for a look, made when it is first asked for.
    mutating func format(_ look: Look) -> UnsafeMutablePointer<lxw_format>? {
        if let known = formats[look] { return known }
        let format = workbook_add_format(pointer)
        look.apply(to: format)
        formats[look] = format
        return format
    }

    /// Assembles the file; libxlsxwriter frees the workbook in any case.
    mutating func close() throws(AppError) {
        let book = pointer
        pointer = nil
        errno = 0
        try check(workbook_close(book))
    }

    /// Turns a code of libxlsxwriter into an error of ours.
    func check(_ code: lxw_error) throws(AppError) {
        let reason = errno
        switch code {
        case LXW_NO_ERROR: return
        case LXW_ERROR_MEMORY_MALLOC_FAILED: throw AppError.file(path, errno: ENOMEM)
        case LXW_ERROR_CREATING_XLSX_FILE, LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE,
            LXW_ERROR_ZIP_FILE_OPERATION, LXW_ERROR_ZIP_PARAMETER_ERROR,
            LXW_ERROR_ZIP_BAD_ZIP_FILE, LXW_ERROR_ZIP_INTERNAL_ERROR, LXW_ERROR_ZIP_FILE_ADD,
            LXW_ERROR_ZIP_CLOSE:
            throw AppError.file(path, errno: reason == 0 ? EIO : reason)
        default:
            throw AppError(.sheetInvalid, String(cString: lxw_strerror(code)))
        }
    }
}
