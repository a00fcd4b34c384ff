import SIP
import Testing
import WireTesting

struct SIPStreamFramerTests {
  let one = wire("OPTIONS sip:a@b SIP/2.0\nCall-ID: 1\nContent-Length: 3\n\nabc")
  let two = wire("OPTIONS sip:a@b SIP/2.0\nSubject: folded\n  over\n lines\nl: 0\n\n")

  @Test(.rfc(3261, "18.3"), .lesson(29)) func `two messages in one read are two messages`() {
    var framer = SIPStreamFramer()
    framer.append(one + two)
    let frames = framer.all()
    #expect(frames.count == 2)
    guard case .message(let first) = frames.first, case .message(let second) = frames.last else {
      Issue.record("not messages")
      return
    }
    #expect(first.body == Array("abc".utf8))
    #expect(second.headers["Subject"] == "folded over lines")
  }

  @Test(.lesson(29)) func `a message that comes byte by byte is the same message`() throws {
    var framer = SIPStreamFramer()
    var frames: [SIPStreamFramer.Frame] = []
    for byte in one + two + one {
      framer.append([byte])
      frames += framer.all()
    }
    #expect(
      frames == [
        .message(try SIPParser().parse(one)), .message(try SIPParser().parse(two)),
        .message(try SIPParser().parse(one)),
      ])
    #expect(!framer.isInsideMessage)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a long head is not read again for each byte of the body that follows it`() throws {
    let field = "Subject: " + String(repeating: "x", count: 1_000) + "\n"
    let body = String(repeating: "b", count: 14_000)
    let head = "OPTIONS sip:a@b SIP/2.0\n" + String(repeating: field, count: 50) + "Content-Length: 14000\n\n"
    let message = wire(head + body)
    var framer = SIPStreamFramer()
    framer.append(message.dropLast(14_000))
    var frames: [SIPStreamFramer.Frame] = []
    for byte in message.suffix(14_000) {
      framer.append(CollectionOfOne(byte))
      if let frame = framer.next() { frames.append(frame) }
    }
    #expect(frames == [.message(try SIPParser().parse(message))])
  }

  @Test(.rfc(5626, "3.5.1")) func `a double line end between messages is a ping, a single one is nothing`() {
    var framer = SIPStreamFramer()
    framer.append(wire("\n\n") + one + wire("\n") + two + wire("\n\n"))
    let kinds = framer.all().map { frame in
      switch frame {
      case .ping: "ping"
      case .message: "message"
      default: "other"
      }
    }
    #expect(kinds == ["ping", "message", "message", "ping"])
  }

  @Test(.rfc(3261, "20.14")) func `without Content-Length the place of the next message is lost`() {
    var framer = SIPStreamFramer()
    framer.append(wire("OPTIONS sip:a@b SIP/2.0\nCall-ID: 1\n\n") + one)
    let frames = framer.all()
    guard case .lost(let error) = frames.first else {
      Issue.record("not lost")
      return
    }
    #expect(frames.count == 1)
    #expect(error.reason == .contentLength)
    #expect(error.request?.headers[.callID] == "1")
  }

  @Test func `a broken message of known length does not disturb the next`() {
    var framer = SIPStreamFramer()
    framer.append(wire("OPTIONS <sip:a@b> SIP/2.0\nl: 2\n\nxx") + one)
    let frames = framer.all()
    guard case .unreadable(let error) = frames.first, case .message = frames.last else {
      Issue.record("not unreadable and message")
      return
    }
    #expect(error.reason == .requestURI)
  }

  @Test func `what is not SIP closes the connection`() {
    var framer = SIPStreamFramer()
    framer.append(wire("GET / HTTP/1.1\nContent-Length: 0\n\n"))
    #expect(framer.all() == [.lost(SIPParseError(.startLine))])
  }

  @Test func `headers without end and bodies without measure are given up`() {
    var endless = SIPStreamFramer(parser: SIPParser(maximumLength: 1000))
    endless.append([UInt8](repeating: 0x41, count: 1001))
    #expect(endless.all() == [.lost(SIPParseError(.tooLarge))])
    var huge = SIPStreamFramer(parser: SIPParser(maximumLength: 1000))
    huge.append(wire("INFO sip:a@b SIP/2.0\nl: 999999999\n\n"))
    guard case .lost(let error) = huge.next() else {
      Issue.record("not lost")
      return
    }
    #expect(error.reason == .tooLarge)
  }
}

extension SIPStreamFramer {
  mutating func all() -> [Frame] {
    var frames: [Frame] = []
    while let frame = next() { frames.append(frame) }
    return frames
  }

  @Test(.rfc(5626, "4.4.1")) func `a line end by itself is the answer to a ping for one who waits for it`() {
    var framer = SIPStreamFramer()
    framer.append("\r\n".utf8)
    #expect(framer.next() == nil)
    #expect(!framer.isInsideMessage)
    var taken = [framer.takeLineEnd(), framer.takeLineEnd()]
    #expect(taken == [true, false])
    framer.append("\r\n\r\n".utf8)
    #expect(framer.next() == .ping)
    framer.append("\r\nO".utf8)
    taken = [framer.takeLineEnd()]
    #expect(taken == [false])
    #expect(framer.isInsideMessage)
  }
}
