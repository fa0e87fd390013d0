/// LibreOffice as a second opinion.
package enum LibreOffice {
    /// Takes the cached values away, and has LibreOffice compute them anew.
    ///
    /// Without that it trusts the values in the file.
    ///
    /// - Parameters:
    ///   - path: of a workbook.
    ///   - folder: where `bare.xlsx` is made, computed anew.
    ///   - python: the program.
    /// - Throws: what either program said.
    package static func recalculate(_ path: String, to folder: String, python: String) throws {
        let bare = folder + "-bare"
        let script = """
            import os, re, sys, zipfile
            os.mkdir(sys.argv[2])
            given = zipfile.ZipFile(sys.argv[1])
            with zipfile.ZipFile(sys.argv[2] + "/bare.xlsx", "w") as bare:
                for name in given.namelist():
                    part = given.read(name)
                    if name.startswith("xl/worksheets/sheet"):
                        part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\\1", part)
                    bare.writestr(name, part)
            """
        try Tool.run(python, ["-c", script, path, bare])
        try Tool.run(
            "/usr/bin/soffice",
            [
                "-env:UserInstallation=file://\(folder)-profile", "--headless", "--convert-to",
                "xlsx", "--outdir", folder, bare + "/bare.xlsx",
            ])
    }
}
