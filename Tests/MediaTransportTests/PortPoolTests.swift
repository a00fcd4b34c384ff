import MediaTransport
import Testing
import WireTesting

struct PortPoolTests {
  @Test(.rfc(3550, "11"), .lesson(92))
  func `pairs begin on even ports and lie within the range`() throws {
    var pool = try PortPool(range: 10001...10007)
    var ports: [UInt16] = []
    for _ in 0..<3 { ports.append(try pool.take(at: .zero)) }
    #expect(ports == [10002, 10004, 10006])
    #expect(pool.count == 3)
  }

  @Test func `a full range is refused with what to do`() throws {
    var pool = try PortPool(range: 10000...10001)
    _ = try pool.take(at: .zero)
    let error = #expect(throws: MediaTransportError.self) { _ = try pool.take(at: .zero) }
    #expect(error == .portsExhausted(10000...10001, resting: 0))
    #expect(error?.description.contains("widen media.ports") == true)
  }

  @Test func `a range without a pair is refused`() {
    #expect(throws: MediaTransportError.portRangeEmpty(10001...10002)) { try PortPool(range: 10001...10002) }
    #expect(throws: MediaTransportError.portRangeEmpty(65535...65535)) { try PortPool(range: 65535...65535) }
  }

  @Test(.lesson(93)) func `a pair given back rests before it is used again`() throws {
    var pool = try PortPool(range: 10000...10001)
    let port = try pool.take(at: .zero)
    pool.release(port, at: .seconds(10))
    #expect(throws: MediaTransportError.portsExhausted(10000...10001, resting: 1)) {
      try pool.take(at: .seconds(10) + PortPool.rest - .milliseconds(1))
    }
    let again = try pool.take(at: .seconds(10) + PortPool.rest)
    #expect(again == port)
  }

  @Test func `the pair used longest ago comes first, and one given back twice counts once`() throws {
    var pool = try PortPool(range: 10000...10005)
    let first = try pool.take(at: .zero)
    pool.release(first, at: .zero)
    pool.release(first, at: .zero)
    var next: [UInt16] = []
    for _ in 0..<3 { next.append(try pool.take(at: .seconds(60))) }
    #expect(next == [10002, 10004, 10000])
    #expect(throws: MediaTransportError.self) { try pool.take(at: .seconds(600)) }
  }
}
