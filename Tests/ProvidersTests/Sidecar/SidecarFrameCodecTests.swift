import NIOCore
import Testing

@testable import Providers

@Suite struct SidecarFrameCodecTests {
  @Test func `a frame is its length, kind, request and payload, little end first`() {
    var buffer = ByteBuffer()
    SidecarFrameEncoder().encode(data: SidecarFrame(.audio, request: 0x0102, payload: [9, 8]), out: &buffer)
    #expect(Array(buffer.readableBytesView) == [7, 0, 0, 0, 0x41, 2, 1, 0, 0, 9, 8])
  }

  @Test func `a frame is read only once it is whole`() throws {
    var whole = ByteBuffer()
    let frame = SidecarFrame(.failure, request: 5, payload: Array("no".utf8))
    SidecarFrameEncoder().encode(data: frame, out: &whole)
    for length in 0..<whole.readableBytes {
      var part = ByteBuffer(bytes: whole.readableBytesView.prefix(length))
      #expect(try SidecarFrameDecoder.nextFrame(in: &part) == nil)
      #expect(part.readableBytes == length)
    }
    #expect(try SidecarFrameDecoder.nextFrame(in: &whole) == frame)
    #expect(whole.readableBytes == 0)
  }

  @Test(
    arguments: [
      [4, 0, 0, 0, 0x41, 0, 0, 0, 0], [255, 255, 255, 255, 0x41], [5, 0, 0, 0, 0x00, 0, 0, 0, 0],
    ] as [[UInt8]])
  func `a length or kind that cannot be is refused`(bytes: [UInt8]) {
    var buffer = ByteBuffer(bytes: bytes)
    #expect(throws: SidecarFrameDecoder.Violation.self) { try SidecarFrameDecoder.nextFrame(in: &buffer) }
  }
}
