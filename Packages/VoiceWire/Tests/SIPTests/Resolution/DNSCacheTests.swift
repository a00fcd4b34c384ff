import SIP
import Testing

struct DNSCacheTests {
  private let question = DNSQuestion("Example.COM.", .a)

  private func records(_ seconds: Int...) -> DNSAnswer {
    .records(seconds.map { DNSRecord(.address("192.0.2.1"), timeToLive: .seconds($0)) })
  }

  @Test func `an answer is kept as long as its shortest record says`() {
    var cache = DNSCache()
    cache.insert(records(300, 20), to: question, at: .seconds(5))
    #expect(cache.answer(to: DNSQuestion("example.com", .a), at: .seconds(24)) != nil)
    #expect(cache.answer(to: question, at: .seconds(25)) == nil)
  }

  @Test func `a name that does not exist is kept too, a failure and what lives for no time are not`() {
    var cache = DNSCache()
    cache.insert(.nothing(timeToLive: .seconds(30)), to: question, at: .zero)
    #expect(cache.answer(to: question, at: .seconds(29)) == .nothing(timeToLive: .seconds(30)))
    let other = DNSQuestion("example.org", .a)
    cache.insert(.failed, to: other, at: .zero)
    cache.insert(records(0), to: other, at: .zero)
    #expect(cache.answer(to: other, at: .zero) == nil)
  }

  @Test func `a thousand names do not take the room of ten`() {
    var cache = DNSCache(capacity: 10)
    for index in 0..<1_000 { cache.insert(records(60), to: DNSQuestion("host\(index)", .a), at: .zero) }
    let kept = (0..<1_000).filter { cache.answer(to: DNSQuestion("host\($0)", .a), at: .seconds(1)) != nil }
    #expect(kept.count <= 10)
    #expect(kept.contains(999))
  }
}
