import SIP
import Testing
import WireTesting

@Suite(.rfc(1035, "4"))
struct DNSMessageTests {
  /// Header and question of an answer about `sip.test` (12 + 14 bytes); the name stands at offset 12.
  private func message(
    _ kind: DNSQuestion.Kind, code: UInt8 = 0, answers: [[UInt8]] = [], authority: [[UInt8]] = []
  ) -> [UInt8] {
    [0x12, 0x34, 0x81, 0x80 | code, 0, 1, 0, UInt8(answers.count), 0, UInt8(authority.count), 0, 0]
      + [3] + Array("sip".utf8) + [4] + Array("test".utf8) + [0, 0, UInt8(kind.rawValue), 0, 1]
      + answers.flatMap { $0 } + authority.flatMap { $0 }
  }

  private func record(_ kind: UInt8, seconds: UInt8 = 30, _ content: [UInt8]) -> [UInt8] {
    [0xC0, 12, 0, kind, 0, 1, 0, 0, 0, seconds, 0, UInt8(content.count)] + content
  }

  @Test func `addresses of both families are read`() throws {
    let v6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    let message = try DNSMessage(message(.a, answers: [record(1, [192, 0, 2, 1]), record(28, v6)]))
    #expect(
      message.answer(to: .a) == .records([DNSRecord(.address("192.0.2.1"), timeToLive: .seconds(30))]))
    #expect(
      message.answer(to: .aaaa) == .records([DNSRecord(.address("2001:db8::1"), timeToLive: .seconds(30))]))
  }

  @Test(.rfc(2782)) func `a service record is read, its target compressed or not`() throws {
    let plain = [0, 10, 0, 20, 0x13, 0xC4, 1] + Array("a".utf8) + [4] + Array("TEST".utf8) + [0]
    let compressed: [UInt8] = [0, 10, 0, 20, 0x13, 0xC4, 1, 0x62, 0xC0, 16]
    let message = try DNSMessage(message(.srv, answers: [record(33, plain.map { UInt8($0) }), record(33, compressed)]))
    #expect(
      message.records.map(\.content) == [
        .service(priority: 10, weight: 20, port: 5060, target: "a.test"),
        .service(priority: 10, weight: 20, port: 5060, target: "b.test"),
      ])
  }

  @Test(.rfc(3403, "4.1")) func `a pointer is read`() throws {
    let head: [UInt8] = [0, 1, 0, 2, 1] + Array("s".utf8)
    let content: [UInt8] = head + [7] + Array("SIP+D2U".utf8) + [0, 4] + Array("_sip".utf8) + [0]
    let message = try DNSMessage(message(.naptr, answers: [record(35, content)]))
    #expect(
      message.records.map(\.content) == [
        .pointer(order: 1, preference: 2, flags: "s", service: "SIP+D2U", replacement: "_sip")
      ])
  }

  @Test(.rfc(2308, "5")) func `a name that does not exist is told for as long as its zone says`() throws {
    let soa = record(6, seconds: 200, [0, 0] + [UInt8](repeating: 0, count: 19) + [90])
    #expect(try DNSMessage(message(.a, code: 3, authority: [soa])).answer(to: .a) == .nothing(timeToLive: .seconds(90)))
    #expect(try DNSMessage(message(.a, code: 2)).answer(to: .a) == .failed)
    #expect(try DNSMessage(message(.a)).answer(to: .a) == .nothing(timeToLive: .seconds(60)))
  }

  @Test func `a name that points at itself, or forward, is refused`() {
    let loop: [UInt8] = [0xC0, 26, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 1, 1, 1]
    #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(message(.a, answers: [loop])) }
  }

  @Test func `no cut and no flipped byte of an answer does harm`() throws {
    let whole = message(.srv, answers: [record(33, [0, 10, 0, 20, 0x13, 0xC4, 1, 0x62, 0xC0, 16])])
    for end in 0..<whole.count { #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(Array(whole[..<end])) } }
    for index in whole.indices {
      for value in UInt8.min...UInt8.max {
        var bytes = whole
        bytes[index] = value
        _ = try? DNSMessage(bytes).answer(to: .srv)
      }
    }
  }

  @Test(
    .rfc(5952),
    arguments: [
      ("2001:db8::1", "2001:db8::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::1", "::1"),
      ("fe80::", "fe80::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("::ffff:192.0.2.1", "::ffff:c000:201"),
      ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::1%eth0", "fe80::1"),
    ])
  func `an IPv6 address is read and written in its short form`(text: String, short: String) throws {
    let bytes = try #require(IPAddressText.bytes(text))
    var answer = DNSRecord(.address(""))
    answer = try #require(try DNSMessage(message(.aaaa, answers: [record(28, bytes)])).records.first)
    #expect(answer.content == .address(short))
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.256", "1.2.3.4.5", "+1.2.3.4", ":", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "g::",
  ])
  func `what is no address is none`(text: String) {
    #expect(IPAddressText.bytes(text) == nil)
  }
}
