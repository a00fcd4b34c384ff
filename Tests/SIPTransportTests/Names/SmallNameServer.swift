import NIOCore
import NIOPosix
import SIP

/// A name server on the loopback that knows what it is given, and says NXDOMAIN to the rest.
final class SmallNameServer: Sendable {
  private let channel: any Channel

  private init(_ channel: any Channel) {
    self.channel = channel
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  static func start(_ records: [DNSQuestion: [DNSRecord]]) async throws -> SmallNameServer {
    SmallNameServer(
      try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Zone(records: records))
          }
        }
        .bind(host: "127.0.0.1", port: 0).get())
  }

  func stop() async throws { try await channel.close() }

  private final class Zone: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let records: [DNSQuestion: [DNSRecord]]

    init(records: [DNSQuestion: [DNSRecord]]) {
      self.records = records
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let envelope = unwrapInboundIn(data)
      let bytes = Array(envelope.data.readableBytesView)
      var labels: [String] = []
      var index = 12
      while index < bytes.count, bytes[index] > 0, index + Int(bytes[index]) < bytes.count {
        let end = index + 1 + Int(bytes[index])
        labels.append(String(decoding: bytes[(index + 1)..<end], as: UTF8.self))
        index = end
      }
      guard index + 4 < bytes.count, let kind = DNSQuestion.Kind(rawValue: UInt16(bytes[index + 2])) else { return }
      let name = labels.joined(separator: ".")
      let found = records[DNSQuestion(name, kind)] ?? []
      let isKnown = records.keys.contains { $0.name == name.lowercased() }
      var answer = Array(bytes[0..<2]) + [0x84, isKnown ? 0 : 3, 0, 1, 0, UInt8(found.count), 0, 0, 0, 0]
      answer += bytes[12..<(index + 5)]
      for record in found {
        let content = Self.bytes(record.content)
        answer += [0xC0, 12, 0, UInt8(kind.rawValue), 0, 1, 0, 0, 0, 60, 0, UInt8(content.count)] + content
      }
      context.writeAndFlush(
        wrapOutboundOut(
          AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: answer))), promise: nil)
    }

    private static func bytes(_ content: DNSRecord.Content) -> [UInt8] {
      func two(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
      func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
      func name(_ name: String) -> [UInt8] { name.split(separator: ".").flatMap { text(String($0)) } + [0] }
      switch content {
      case .address(let address): return IPAddressText.bytes(address) ?? []
      case .service(let priority, let weight, let port, let target):
        return two(priority) + two(weight) + two(port) + name(target)
      case .pointer(let order, let preference, let flags, let service, let replacement):
        return two(order) + two(preference) + text(flags) + text(service) + [0] + name(replacement)
      }
    }
  }
}
