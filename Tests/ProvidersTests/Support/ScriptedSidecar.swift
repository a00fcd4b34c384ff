import Glibc
import NIOCore
import NIOPosix
import Synchronization

@testable import Providers

/// The other end of the sidecar's socket, played by the test: a real Unix socket, a script instead of a voice.
final class ScriptedSidecar: SidecarLauncher {
  enum Reaction: Sendable {
    case send([SidecarFrame])
    case hangUp
  }

  private let group: any EventLoopGroup
  private let isReady: Bool
  private let script: @Sendable (SidecarFrame) -> Reaction
  private let counts = Mutex((launched: 0, ended: 0))
  /// What the server sent, in order.
  let received: AsyncStream<SidecarFrame>
  private let record: AsyncStream<SidecarFrame>.Continuation

  var launched: Int { counts.withLock { $0.launched } }
  var ended: Int { counts.withLock { $0.ended } }

  init(
    group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup, isReady: Bool = true,
    script: @escaping @Sendable (SidecarFrame) -> Reaction = { _ in .send([]) }
  ) {
    self.group = group
    self.isReady = isReady
    self.script = script
    (received, record) = AsyncStream.makeStream()
  }

  func launch() throws(EngineProblem) -> LaunchedSidecar {
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw EngineProblem("no socket") }
    counts.withLock { $0.launched += 1 }
    let (record, script, isReady) = (record, script, isReady)
    ClientBootstrap(group: group).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandlers(
          ByteToMessageHandler(SidecarFrameDecoder()), MessageToByteHandler(SidecarFrameEncoder()),
          Player(isReady: isReady, record: record, script: script))
      }
    }.withConnectedSocket(ends[1]).whenFailure { _ in }
    return LaunchedSidecar(socket: ends[0]) { self.counts.withLock { $0.ended += 1 } }
  }

  private final class Player: ChannelInboundHandler {
    typealias InboundIn = SidecarFrame
    typealias OutboundOut = SidecarFrame

    let isReady: Bool
    let record: AsyncStream<SidecarFrame>.Continuation
    let script: @Sendable (SidecarFrame) -> Reaction

    init(
      isReady: Bool, record: AsyncStream<SidecarFrame>.Continuation,
      script: @escaping @Sendable (SidecarFrame) -> Reaction
    ) {
      self.isReady = isReady
      self.record = record
      self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
      guard isReady else { return }
      let frame = SidecarFrame(.ready, payload: Array(#"{"version": "9.9"}"#.utf8))
      context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let frame = unwrapInboundIn(data)
      switch script(frame) {
      case .send(let frames):
        for frame in frames { context.write(wrapOutboundOut(frame), promise: nil) }
        context.flush()
      case .hangUp: context.close(promise: nil)
      }
      record.yield(frame)
    }
  }
}
