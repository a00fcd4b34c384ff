import Testing

@testable import Calls

struct HeardKeysTests {
  @Test func `a key that comes by both ways is told once, in either order`() {
    let keys = HeardKeys()
    #expect(keys.take("5", by: .media, at: .zero))
    #expect(!keys.take("5", by: .info, at: .milliseconds(200)))
    #expect(keys.take("6", by: .info, at: .seconds(5)))
    #expect(!keys.take("6", by: .media, at: .milliseconds(5200)))
  }

  @Test func `the same key twice by both ways is two keys`() {
    let keys = HeardKeys()
    #expect(keys.take("5", by: .media, at: .zero))
    #expect(keys.take("5", by: .media, at: .milliseconds(200)))
    #expect(!keys.take("5", by: .info, at: .milliseconds(250)))
    #expect(!keys.take("5", by: .info, at: .milliseconds(300)))
    #expect(keys.take("5", by: .info, at: .milliseconds(350)))
  }

  @Test func `a key that comes much later by the other way is another key`() {
    let keys = HeardKeys()
    #expect(keys.take("5", by: .media, at: .zero))
    #expect(keys.take("5", by: .info, at: .milliseconds(1100)))
  }

  @Test func `other keys are told whatever came before`() {
    let keys = HeardKeys()
    for (index, key) in "0123456789*#ABCD".enumerated() {
      #expect(keys.take(key, by: index.isMultiple(of: 2) ? .media : .info, at: .milliseconds(index)))
    }
  }
}
