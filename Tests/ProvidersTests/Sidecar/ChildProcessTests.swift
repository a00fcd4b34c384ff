import Glibc
import Testing

@testable import Providers

@Suite struct ChildProcessTests {
  @Test func `the program ends when our end of its standard input closes`() throws {
    let child = try ChildProcess(["/bin/cat"])
    close(child.socket)
    var status: CInt = 0
    // Blocks until cat, having read the end of its input, exits by itself.
    #expect(waitpid(child.id, &status, 0) == child.id)
    #expect(status == 0)
  }

  @Test func `standard input is a socket that carries both directions`() throws {
    let child = try ChildProcess(["/bin/sh", "-c", "read line; echo \"$line back\" >&0"])
    defer {
      close(child.socket)
      child.end()
    }
    #expect(write(child.socket, "there\n", 6) == 6)
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = read(child.socket, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "there back\n")
  }

  @Test func `none of our files are open in the program`() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let child = try ChildProcess(["/bin/sh", "-c", "test -e /proc/$$/fd/\(file) && echo open >&0 || echo closed >&0"])
    defer {
      close(child.socket)
      child.end()
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = read(child.socket, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "closed\n")
  }

  @Test func `a program that is not there is an error that names it`() {
    #expect { try ChildProcess(["/nowhere/python"]) } throws: { "\($0)".contains("/nowhere/python does not start") }
  }
}
