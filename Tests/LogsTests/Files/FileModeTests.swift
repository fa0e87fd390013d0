import Foundation
import Glibc
import Logs
import Testing

@Suite("Modes") struct FileModeTests {
    /// In a process of its own, since the mask is the whole process's.
    @Test("are 0640 and 0750 whatever the umask") func modes() async {
        for mask: mode_t in [0o000, 0o022, 0o077] {
            await #expect(processExitsWith: .success) { [mask = mask as mode_t] in
                umask(mask)
                let desk = try LogDesk {
                    $0.maxSize = LogSize(bytes: 100)
                    $0.maxFiles = .files(30)
                }
                desk.write(5)
                desk.settle()
                var found: [String: Int] = [:]
                for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder) {
                    var facts = stat()
                    guard lstat(desk.path(name), &facts) == 0,
                        facts.st_mode & S_IFMT == S_IFREG
                    else { continue }
                    found[name] = Int(facts.st_mode & 0o7777)
                }
                #expect(found.count == 4 && found.values.allSatisfy { $0 == 0o640 }, "\(found)")
                var facts = stat()
                #expect(stat(desk.folder, &facts) == 0 && facts.st_mode & 0o7777 == 0o750)
            }
        }
    }

    @Test("may be asked for otherwise") func asked() throws {
        let desk = try LogDesk {
            $0.fileMode = 0o600
            $0.folderMode = 0o700
        }
        desk.write()
        var (file, folder) = (stat(), stat())
        #expect(
            stat(desk.path("app-2026-08-22.log"), &file) == 0 && stat(desk.folder, &folder) == 0)
        #expect(file.st_mode & 0o7777 == 0o600 && folder.st_mode & 0o7777 == 0o700)
    }
}
