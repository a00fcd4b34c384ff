internal import NIOCore

/// Frames as bytes and back, for a NIO channel.
struct SidecarFrameDecoder: ByteToMessageDecoder {
  typealias InboundOut = SidecarFrame

  /// The longest frame that is believed: four minutes of speech in one sentence.
  static let longest = 12_000_000

  /// The peer broke the protocol.
  struct Violation: Error {}

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let frame = try Self.nextFrame(in: &buffer) else { return .needMoreData }
    context.fireChannelRead(wrapInboundOut(frame))
    return .continue
  }

  /// The next frame, nil when it is not whole yet.
  static func nextFrame(in buffer: inout ByteBuffer) throws(Violation) -> SidecarFrame? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, endianness: .little, as: UInt32.self) else {
      return nil
    }
    guard length >= 5, length <= longest else { throw Violation() }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard let code = buffer.readInteger(as: UInt8.self), let kind = SidecarFrame.Kind(rawValue: code),
      let request = buffer.readInteger(endianness: .little, as: UInt32.self),
      let payload = buffer.readBytes(length: Int(length) - 5)
    else { throw Violation() }
    return SidecarFrame(kind, request: request, payload: payload)
  }
}

struct SidecarFrameEncoder: MessageToByteEncoder {
  typealias OutboundIn = SidecarFrame

  func encode(data frame: SidecarFrame, out: inout ByteBuffer) {
    out.writeInteger(UInt32(clamping: frame.payload.count + 5), endianness: .little)
    out.writeInteger(frame.kind.rawValue)
    out.writeInteger(frame.request, endianness: .little)
    out.writeBytes(frame.payload)
  }
}
