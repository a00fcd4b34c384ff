import MediaTransport
import Testing
import WireTesting

@testable import Calls

struct SourceLatchTests {
  private let signalled = PeerAddress(address: 0x0A00_0001, port: 4000)
  private let actual = PeerAddress(address: 0xC000_0201, port: 31000)
  private let stranger = PeerAddress(address: 0xCB00_7101, port: 666)

  @Test(.rfc(4961, "4"))
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

  @Test func `after two seconds of silence three packets from elsewhere move the lock`() {
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
}
