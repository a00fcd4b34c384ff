import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP server on the loopback address that answers each request with the bytes the test wrote down, torn as the test
/// wants them.
final class LoopbackServer: Sendable {
  struct Answer: Sendable {
    enum Ending: Sendable { case close, reset, stayOpen }

    /// Written and flushed one by one.
    var pieces: [String]
    var ending = Ending.close

    static let reset = Answer(pieces: [], ending: .reset)
    static let silence = Answer(pieces: [], ending: .stayOpen)

    static func http(
      _ status: String, type: String = "application/json", _ body: [String], ending: Ending = .close
    ) -> Answer {
      Answer(
        pieces: ["HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n"] + body, ending: ending)
    }

    /// Server-sent events, each piece as it stands.
    static func events(_ pieces: [String], ending: Ending = .close) -> Answer {
      .http("200 OK", type: "text/event-stream", pieces, ending: ending)
    }
  }

  private let answers: Mutex<[Answer]>
  private let recorded = Mutex<[String]>([])
  /// A value for each connection that ended.
  let closed: AsyncStream<Void>
  private let noteClosed: AsyncStream<Void>.Continuation

  /// The requests so far, head and body.
  var requests: [String] { recorded.withLock { $0 } }

  init(_ answers: [Answer]) {
    self.answers = Mutex(answers)
    (closed, noteClosed) = AsyncStream.makeStream()
  }

  /// Serves while `body` runs; gives it the base URL.
  func serve<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Responder(server: self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body("http://127.0.0.1:\(listener.localAddress?.port ?? 0)/v1")
      try await listener.close()
      return result
    } catch {
      try await listener.close()
      throw error
    }
  }

  private final class Responder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let server: LoopbackServer
    var request = ""

    init(server: LoopbackServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      request += String(buffer: unwrapInboundIn(data))
      guard let head = request.range(of: "\r\n\r\n") else { return }
      let length = request[..<head.lowerBound].lowercased().split(separator: "\r\n")
        .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
      guard request[head.upperBound...].utf8.count >= length ?? 0 else { return }
      server.recorded.withLock { $0.append(request) }
      request = ""
      let answer = server.answers.withLock { $0.isEmpty ? .reset : $0.removeFirst() }
      for piece in answer.pieces { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: piece)), promise: nil) }
      switch answer.ending {
      case .close: context.close(promise: nil)
      case .reset:
        // Closing with no time to linger sends RST instead of FIN.
        let channel = context.channel
        guard let socket = channel as? any SocketOptionProvider else { return }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
      case .stayOpen: break
      }
    }

    func channelInactive(context: ChannelHandlerContext) { server.noteClosed.yield() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
