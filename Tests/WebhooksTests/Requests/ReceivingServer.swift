import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP server on the loopback address that answers every request with the same bytes; with none it stays silent.
final class ReceivingServer: Sendable {
  private let answer: String
  private let recorded = Mutex<[String]>([])
  private let asked: AsyncStream<Void>
  private let noteAsked: AsyncStream<Void>.Continuation

  /// Head and body of each.
  var requests: [String] { recorded.withLock { $0 } }

  init(_ answer: String) {
    self.answer = answer
    (asked, noteAsked) = AsyncStream.makeStream()
  }

  /// Returns when a request has come.
  func untilAsked() async {
    for await _ in asked { return }
  }

  /// Serves while `body` runs; gives it the port.
  func serve(_ body: (Int) async throws -> Void) async throws {
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Responder(server: self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do { try await body(listener.localAddress?.port ?? 0) } catch {
      try await listener.close()
      throw error
    }
    try await listener.close()
  }

  private final class Responder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let server: ReceivingServer
    var request = ""

    init(server: ReceivingServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      request += String(buffer: unwrapInboundIn(data))
      guard let head = request.range(of: "\r\n\r\n") else { return }
      let length = request[..<head.lowerBound].lowercased().split(separator: "\r\n")
        .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
      guard request[head.upperBound...].utf8.count >= length ?? 0 else { return }
      server.recorded.withLock { $0.append(request) }
      server.noteAsked.yield()
      request = ""
      guard !server.answer.isEmpty else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: server.answer)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
