import MediaTransport
import Testing
import WireTesting

@testable import Calls

struct SourceLatchTests {
  private let signalled = PeerAddress(address: 0x0A00_0001, port: 4000)
  private let actual = PeerAddress(address: 0xC000_0201, port: 31000)
  private let stranger = PeerAddress(address: 0xCB00_7101, port: 666)

  @Test(.rfc(4961, "4"), .lesson(91))
  func `packets go where packets come from, after three of them`() {
    var latch = SourceLatch(signalled: signalled)
    #expect(latch.destination == signalled)
    for index in 0..<3 {
      #expect(latch.destination == signalled)
      let accepted = latch.accepts(actual, at: .milliseconds(20 * index))
      #expect(accepted)
    }
    #expect(latch.destination == actual)
  }

  @Test func `one packet from the signalled address locks it`() {
    var latch = SourceLatch(signalled: signalled)
    let accepted = [latch.accepts(signalled, at: .zero), latch.accepts(stranger, at: .zero)]
    #expect(accepted == [true, false])
    #expect(latch.source == signalled)
  }

  @Test func `a locked source is not displaced while it sends`() {
    var latch = SourceLatch(signalled: signalled)
    _ = latch.accepts(signalled, at: .zero)
    for index in 0..<500 {
      let now = Duration.milliseconds(20 * index)
      let accepted = [latch.accepts(stranger, at: now), latch.accepts(signalled, at: now)]
      #expect(accepted == [false, true])
    }
    #expect(latch.destination == signalled)
  }

  @Test func `a stranger's burst locks nothing, and the signalled address is heard from its first packet on`() {
    var latch = SourceLatch(signalled: signalled)
    for index in 0..<300 { _ = latch.accepts(stranger, at: .microseconds(50 * index)) }
    #expect(latch.destination == signalled)
    #expect(latch.source == nil)
    let accepted = [
      latch.accepts(signalled, at: .milliseconds(20)), latch.accepts(stranger, at: .milliseconds(21)),
    ]
    #expect(accepted == [true, false])
  }

  @Test func `the lock moves to the signalled address as soon as that sends`() {
    var latch = SourceLatch(signalled: signalled)
    for index in 0..<3 { _ = latch.accepts(stranger, at: .milliseconds(20 * index)) }
    #expect(latch.destination == stranger)
    let accepted = [
      latch.accepts(signalled, at: .milliseconds(60)), latch.accepts(stranger, at: .milliseconds(61)),
    ]
    #expect(accepted == [true, false])
    #expect(latch.destination == signalled)
  }

  @Test(.lesson(91)) func `after two seconds of silence three packets of the stream from elsewhere move the lock`() {
    var latch = SourceLatch(signalled: signalled)
    _ = latch.accepts(signalled, at: .zero)
    let early = latch.accepts(actual, at: .milliseconds(1999))
    #expect(!early)
    let accepted = (0..<3).map { latch.accepts(actual, at: .seconds(2) + .milliseconds(20 * $0)) }
    #expect(accepted == [false, false, true])
    #expect(latch.destination == actual)
  }

  @Test func `a new signalled address starts over, the same one does not`() {
    var latch = SourceLatch(signalled: signalled)
    for index in 0..<3 { _ = latch.accepts(actual, at: .milliseconds(20 * index)) }
    latch.signal(signalled)
    #expect(latch.destination == actual)
    let moved = PeerAddress(address: 0x0A00_0002, port: 5000)
    latch.signal(moved)
    #expect(latch.destination == moved)
    let accepted = latch.accepts(moved, at: .zero)
    #expect(accepted)
  }

  @Test func `without an address that can be sent to, nothing is sent until packets come`() {
    var latch = SourceLatch(signalled: PeerAddress(address: 0, port: 4000))
    #expect(latch.destination == nil)
    for index in 0..<3 { _ = latch.accepts(actual, at: .milliseconds(20 * index)) }
    #expect(latch.destination == actual)
  }

  /// Three packets from `source`, two seconds and more after the last of the locked one.
  private func move(
    _ latch: inout SourceLatch, to source: PeerAddress, stream: UInt32, isAuthentic: Bool = false,
    at start: Duration = .seconds(2)
  ) -> Bool {
    for index in 0..<3 {
      let now = start + .milliseconds(20 * index)
      _ = latch.accepts(source, stream: stream, isAuthentic: isAuthentic, at: now)
    }
    return latch.source == source
  }

  private var locked: SourceLatch {
    var latch = SourceLatch(signalled: signalled)
    for index in 0..<3 { _ = latch.accepts(actual, at: .milliseconds(20 * index - 40)) }
    return latch
  }

  @Test(.lesson(91)) func `silence gives nobody the place of a source whose stream he does not continue`() {
    var latch = locked
    let moved = move(&latch, to: stranger, stream: 0xBAD)
    #expect(!moved)
    #expect(latch.destination == actual)
  }

  @Test(.lesson(91)) func `with the key of the call any source may take over after silence`() {
    var latch = locked
    let moved = move(&latch, to: stranger, stream: 0xBAD, isAuthentic: true)
    #expect(moved)
  }

  @Test func `another port of a known host may take over after silence, with a new stream`() {
    for known in [signalled, actual] {
      var latch = locked
      let moved = move(&latch, to: known.at(port: 777), stream: 0xBAD)
      #expect(moved)
    }
  }

  @Test func `a held call's silence, and two seconds after it, do not let another port of the host take over`() {
    var latch = locked
    latch.hold(true, at: .seconds(1))
    let stolen = [
      move(&latch, to: actual.at(port: 777), stream: 0xBAD, at: .seconds(60)),
      move(&latch, to: signalled.at(port: 777), stream: 0xBAD, at: .seconds(61)),
      move(&latch, to: stranger, stream: 0xBAD, at: .seconds(62)),
    ]
    #expect(stolen == [false, false, false])
    latch.hold(false, at: .seconds(100))
    let early = move(&latch, to: actual.at(port: 777), stream: 0xBAD, at: .seconds(101))
    let later = move(&latch, to: actual.at(port: 777), stream: 0xBAD, at: .seconds(102))
    #expect([early, later] == [false, true])
  }

  @Test func `a NAT that gave the stream another port during a hold is followed at once`() {
    var latch = locked
    latch.hold(true, at: .seconds(1))
    latch.hold(false, at: .seconds(100))
    let moved = move(&latch, to: PeerAddress(address: 0xC000_0201, port: 40_000), stream: 7, at: .seconds(100))
    #expect(moved)
  }

  @Test(.rfc(3264, "8.4")) func `a hold by the unspecified address sends nothing, and keeps the lock for the resume`() {
    var latch = locked
    latch.signal(PeerAddress(address: 0, port: 4000))
    latch.hold(true, at: .seconds(1))
    #expect(latch.destination == nil)
    let moved = move(&latch, to: stranger, stream: 0xBAD, at: .seconds(60))
    #expect(!moved)
    latch.signal(signalled)
    latch.hold(false, at: .seconds(100))
    #expect(latch.destination == actual)
  }

  @Test func `while a call is held, only its signalled address locks, or the key`() {
    for isAuthentic in [false, true] {
      var latch = SourceLatch(signalled: signalled)
      latch.hold(true, at: .zero)
      let moved = move(&latch, to: actual, stream: 7, isAuthentic: isAuthentic)
      #expect(moved == isAuthentic)
    }
  }
}

extension SourceLatch {
  /// A packet of the stream 7.
  fileprivate mutating func accepts(_ source: PeerAddress, at now: Duration) -> Bool {
    accepts(source, stream: 7, at: now)
  }
}
