import Testing

@testable import Providers

@Suite struct ServerSentEventsTests {
  func events(_ pieces: [String]) throws -> [String] {
    var stream = ServerSentEvents()
    var events: [[UInt8]] = []
    for piece in pieces { events += try stream.receive(piece.utf8) }
    return (events + stream.finish()).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `events are told apart whatever ends the lines, in pieces of any size`(end: String) throws {
    let text =
      "data: one" + end + end + ": comment" + end + "event: x" + end + "data:two" + end + "data: three" + end + end
    #expect(try events([text]) == ["one", "two\nthree"])
    #expect(try events(text.unicodeScalars.map { String($0) }) == ["one", "two\nthree"])
  }

  @Test func `the last event counts even without its blank line`() throws {
    #expect(try events(["data: a\n\ndata: b"]) == ["a", "b"])
  }

  @Test func `an event without end is refused`() {
    var stream = ServerSentEvents()
    let endless = [UInt8](repeating: 0x61, count: ServerSentEvents.longest + 1)
    #expect(throws: ServerSentEvents.TooLong.self) { try stream.receive(endless) }
  }
}
