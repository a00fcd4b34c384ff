internal import CSpawn
internal import Glibc
internal import Synchronization

/// A program that this process runs and that ends with it.
///
/// Its standard input is one end of a Unix stream socket; when this process ends, however it does, the socket closes,
/// and the program, reading it, knows. It gets no other open file of ours, and a group of its own, so that Ctrl-C on the
/// terminal reaches the server first.
final class ChildProcess: Sendable {
  let id: pid_t
  /// Our end of the socket. The owner closes it.
  let socket: CInt
  /// The lock keeps a signal from reaching a stranger that got the same number later.
  private let hasEnded = Mutex(false)

  /// - Parameters:
  ///   - arguments: the first is the program's path.
  ///   - output: a file for standard output and standard error, `/dev/null` to discard them; nil: ours.
  init(_ arguments: [String], output: String? = nil) throws(EngineProblem) {
    let pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var child: pid_t = 0
    var connection: CInt = -1
    let failure = spawn_child(pointers, output, &child, &connection)
    guard failure == 0 else {
      throw EngineProblem("\(arguments.first ?? "") does not start: \(String(cString: strerror(failure)))")
    }
    id = child
    socket = connection
  }

  /// Ends it and takes it from the kernel's list; waits the moment that this takes.
  func end() {
    hasEnded.withLock { hasEnded in
      guard !hasEnded else { return }
      kill(id, SIGKILL)
      var status: CInt = 0
      while waitpid(id, &status, 0) == -1, errno == EINTR {}
      hasEnded = true
    }
  }
}
