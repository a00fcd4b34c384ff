internal import NIOCore
internal import SIP

/// One UDP socket: datagrams to messages.
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let shell: () -> UserAgentShell?
  private let parser: SIPParser
  private var local: LocalAddress?

  /// `shell` is asked on the loop; datagrams that come before there is one are dropped, as UDP may.
  init(maximumMessageLength: Int, shell: @escaping () -> UserAgentShell?) {
    parser = SIPParser(maximumLength: maximumMessageLength)
    self.shell = shell
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    guard let shell = shell(), let remote = HostPort(envelope.remoteAddress) else { return }
    if local == nil { local = context.localAddress.flatMap { HostPort($0) }.map { LocalAddress(bound: $0) } }
    guard let local else { return }
    let flow = Flow(transport: .udp, local: local.towards(remote.host), remote: remote)
    do throws(SIPParseError) {
      shell.received(try parser.parse(Array(envelope.data.readableBytesView)), over: flow)
    } catch {
      shell.received(unparsable: error, over: flow)
    }
  }

  // What one peer's network says of one datagram must not close the socket of all.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    shell()?.socketFailed(error)
  }
}
