internal import NIOCore
internal import SIP

/// One UDP socket: datagrams to messages. STUN on the same port is answered, or is the answer to ours (RFC 5626 §3.5.2).
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  private let shell: () -> UserAgentShell?
  private let seeker: () -> MappedAddressSeeker?
  private let parser: SIPParser
  private var local: LocalAddress?

  /// `shell` is asked on the loop; datagrams that come before there is one are dropped, as UDP may. `seeker` is told of
  /// STUN responses.
  init(
    maximumMessageLength: Int, shell: @escaping () -> UserAgentShell?,
    seeker: @escaping () -> MappedAddressSeeker? = { nil }
  ) {
    parser = SIPParser(maximumLength: maximumMessageLength)
    self.shell = shell
    self.seeker = seeker
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    guard let remote = HostPort(envelope.remoteAddress) else { return }
    if STUNMessage.isLikely(envelope.data.readableBytesView) { return receiveSTUN(envelope, from: remote, context) }
    guard let shell = shell() else { return }
    if local == nil { local = context.localAddress.flatMap { HostPort($0) }.map { LocalAddress(bound: $0) } }
    guard let local else { return }
    let bytes = Array(envelope.data.readableBytesView)
    let verdict = shell.judge(MessageGlance(bytes), from: remote)
    if verdict == .silence { return }
    let flow = Flow(transport: .udp, local: local.towards(remote.host), remote: remote)
    do throws(SIPParseError) {
      let message = try parser.parse(bytes)
      verdict == .answer ? shell.received(message, over: flow) : shell.turnAway(message, over: flow)
    } catch {
      if verdict == .answer { shell.received(unparsable: error, over: flow) }
    }
  }

  private func receiveSTUN(
    _ envelope: AddressedEnvelope<ByteBuffer>, from remote: HostPort, _ context: ChannelHandlerContext
  ) {
    guard let message = STUNMessage(Array(envelope.data.readableBytesView)) else { return }
    if let response = message.response(from: remote) {
      // A keep-alive costs as much as an empty line; who floods us with them is not answered.
      guard shell()?.judge(MessageGlance([]), from: remote) == .answer else { return }
      let buffer = context.channel.allocator.buffer(bytes: response.serialized())
      let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: buffer)
      context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    } else {
      seeker()?.receive(message)
    }
  }

  // What one peer's network says of one datagram must not close the socket of all.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    shell()?.socketFailed(error)
  }
}
