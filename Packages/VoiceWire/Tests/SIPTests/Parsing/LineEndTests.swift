import SIP
import Testing
import WireTesting

/// Line ends at every place of a line, wherever the parser's steps of eight bytes begin and end.
struct LineEndTests {
  private func message(_ value: [UInt8]) throws -> SIPMessage {
    try SIPParser().parse(
      Array("OPTIONS sip:a@b SIP/2.0\r\nSubject: ".utf8) + value + Array("\r\nX-Next: here\r\n\r\n".utf8))
  }

  private func letters(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) } }

  @Test func `a value of any length ends at its CRLF, and the next header is read`() throws {
    for length in 1...40 {
      let read = try message(letters(length))
      #expect(read.headers["Subject"] == String(decoding: letters(length), as: UTF8.self))
      #expect(read.headers["X-Next"] == "here")
    }
  }

  @Test func `a lone CR anywhere inside is a space, and a byte that is no ASCII keeps its value whole`() throws {
    for place in 1..<24 {
      var value = letters(25)
      value[place] = 0x0D
      #expect(try message(value).headers["Subject"]?.utf8.map { $0 } == value.map { $0 == 0x0D ? 0x20 : $0 })
      value[place] = 0xE4
      #expect(try message(value).headers.all("Subject").first?.bytes == value)
      value[place] = 0xC3
      value.insert(0xA4, at: place + 1)
      #expect(try message(value).headers["Subject"]?.contains("ä") == true)
    }
  }

  @Test(.rfc(3261, "7.3.1")) func `a value goes on in the next line, wherever that begins`() throws {
    for place in 1..<24 {
      var value = letters(25)
      value.replaceSubrange(place..<place, with: Array("\r\n \t".utf8))
      var joined = letters(25)
      joined.insert(0x20, at: place)
      #expect(try message(value).headers["Subject"] == String(decoding: joined, as: UTF8.self))
    }
  }
}
