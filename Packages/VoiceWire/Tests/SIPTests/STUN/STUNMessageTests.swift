import SIP
import Testing
import WireTesting

@Suite(.rfc(5389))
struct STUNMessageTests {
  private let transaction: [UInt8] = [0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE]

  @Test(.rfc(5769, "2.2")) func `the sample response gives its address`() throws {
    let bytes: [UInt8] = [
      0x01, 0x01, 0x00, 0x3C, 0x21, 0x12, 0xA4, 0x42, 0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF,
      0xAE, 0x80, 0x22, 0x00, 0x0B, 0x74, 0x65, 0x73, 0x74, 0x20, 0x76, 0x65, 0x63, 0x74, 0x6F, 0x72, 0x20, 0x00, 0x20,
      0x00, 0x08, 0x00, 0x01, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43, 0x00, 0x08, 0x00, 0x14, 0x2B, 0x91, 0xF5, 0x99, 0xFD,
      0x9E, 0x90, 0xC3, 0x8C, 0x74, 0x89, 0xF9, 0x2A, 0xF9, 0xBA, 0x53, 0xF0, 0x6B, 0xE7, 0xD7, 0x80, 0x28, 0x00, 0x04,
      0xC0, 0x7D, 0x4C, 0x96,
    ]
    let message = try #require(STUNMessage(bytes))
    #expect(message.kind == .bindingResponse)
    #expect(message.transaction == transaction)
    #expect(message.mappedAddress == HostPort(host: "192.0.2.1", port: 32853))
  }

  @Test(arguments: [HostPort(host: "198.51.100.7", port: 65_535), HostPort(host: "2001:db8:1234::6", port: 1)])
  func `a request is answered with the address it came from`(source: HostPort) throws {
    let request = try #require(STUNMessage(STUNMessage(.bindingRequest, transaction: transaction).serialized()))
    let response = try #require(request.response(from: source))
    let read = try #require(STUNMessage(response.serialized()))
    #expect(read.mappedAddress == source)
    #expect(read.transaction == transaction)
    #expect(read.response(from: source) == nil)
  }

  @Test(.rfc(5389, "7.3.1")) func `an attribute that must be understood and is not is refused by number`() throws {
    var bytes = STUNMessage(.bindingRequest, transaction: transaction).serialized() + [0x00, 0x03, 0, 4, 0, 0, 0, 2]
    bytes[3] = 8
    let request = try #require(STUNMessage(bytes))
    #expect(request.unknownAttributes == [3])
    let refusal = try #require(request.response(from: HostPort(host: "192.0.2.1", port: 1))).serialized()
    #expect(try #require(STUNMessage(refusal)).kind == .bindingError)
    #expect(refusal.suffix(8) == [0, 0x0A, 0, 2, 0, 3, 0, 0])
  }

  @Test(.rfc(5626, "8")) func `SIP is never taken for STUN`() {
    #expect(!STUNMessage.isLikely(Array("OPTIONS sip:a@b SIP/2.0\r\n\r\n".utf8)))
    #expect(!STUNMessage.isLikely(Array("\r\n\r\n".utf8)))
    #expect(STUNMessage.isLikely(STUNMessage(.bindingRequest, transaction: transaction).serialized()))
  }

  @Test func `no cut and no flipped byte does harm`() {
    let whole = STUNMessage(
      .bindingResponse, transaction: transaction, mappedAddress: HostPort(host: "2001:db8::1", port: 9)
    ).serialized()
    for end in 0..<whole.count { #expect(STUNMessage(Array(whole[..<end])) == nil) }
    for index in whole.indices {
      for value in UInt8.min...UInt8.max {
        var bytes = whole
        bytes[index] = value
        _ = STUNMessage(bytes)?.serialized()
      }
    }
  }
}
