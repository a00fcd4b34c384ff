internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix

/// Keeps the small local language model running as an OpenAI-compatible server on the loopback address.
final class LocalModelServer: Sendable {
  let endpoint: OpenAIEndpoint

  private let arguments: [String]
  private let output: String
  private let group: any EventLoopGroup
  private let clock: any Clock<Duration>
  private let log: Logger

  /// - Parameter output: a file for its messages.
  init(
    folder: SpeechFolder, output: String, group: any EventLoopGroup, clock: any Clock<Duration> = ContinuousClock(),
    log: Logger
  ) throws(EngineProblem) {
    let port = try Self.freePort()
    arguments = [folder.python, "-I", folder.modelProgram, folder.languageModel, "--port", "\(port)"]
    endpoint = OpenAIEndpoint(baseURL: "http://127.0.0.1:\(port)/v1", model: "local")
    self.output = output
    self.group = group
    self.clock = clock
    self.log = log
  }

  /// Runs it until the task is cancelled, again with growing pauses when it ends.
  func run() async {
    var delay = RestartDelay()
    while !Task.isCancelled {
      let start = ContinuousClock.now
      do {
        try await runOnce()
      } catch is CancellationError {
        return
      } catch {
        log.warning("local language model failed", metadata: ["problem": "\(error)"])
      }
      let pause = delay.afterRun(lasting: .now - start)
      log.warning("local language model ended; starting it again", metadata: ["in": "\(pause)"])
      do { try await clock.sleep(for: pause) } catch { return }
    }
  }

  private func runOnce() async throws {
    let child = try ChildProcess(arguments, output: output)
    defer { child.end() }
    // It never writes to the socket; that it closes says that the process ended.
    let channel = try await ClientBootstrap(group: group).withConnectedSocket(child.socket).get()
    try await withTaskCancellationHandler {
      try await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
    try Task.checkCancellation()
  }

  /// A port of the loopback address that was free a moment ago.
  private static func freePort() throws(EngineProblem) -> UInt16 {
    let probe = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(probe, $0, length) | getsockname(probe, $0, &length) }
    }
    guard probe >= 0, result == 0 else { throw EngineProblem("no free port on the loopback address") }
    return UInt16(bigEndian: address.sin_port)
  }
}
