import Testing

@testable import SIPTransport

struct AdmissionTests {
  @Test func `one address has its share, and all have theirs`() {
    var admission = Admission(limits: ConnectionLimits(maximumConnections: 4, maximumPerSource: 2))
    let first = ["a", "a", "a", "b"].map { admission.admit("192.0.2.\($0 == "a" ? 1 : 2)", isKnown: true, ours: 0) }
    #expect(first.map { $0 != nil } == [true, true, false, true])
    let second = [(3, 1), (3, 0), (4, 0)].map { admission.admit("192.0.2.\($0)", isKnown: true, ours: $1) != nil }
    #expect(second == [false, true, false])
    #expect(admission.count == 4)
    if let place = first[0] { admission.leave(place) }
    let third = [1, 2].map { admission.admit("192.0.2.\($0)", isKnown: true, ours: 0) != nil }
    #expect(third == [true, false])
  }

  @Test func `strangers have less, and leave room for those we know`() {
    var admission = Admission(
      limits: ConnectionLimits(maximumConnections: 8, maximumPerSource: 5, maximumPerStranger: 2))
    let one = (0..<3).map { _ in admission.admit("192.0.2.1", isKnown: false, ours: 0) != nil }
    #expect(one == [true, true, false])
    let others = (2..<6).map { admission.admit("192.0.2.\($0)", isKnown: false, ours: 0) }
    #expect(others.map { $0 != nil } == [true, true, false, false])
    let known = (0..<6).map { _ in admission.admit("198.51.100.1", isKnown: true, ours: 0) != nil }
    #expect(known == [true, true, true, true, false, false])
    if let place = others[0] { admission.leave(place) }
    #expect(admission.admit("192.0.2.9", isKnown: false, ours: 0) != nil)
  }

  @Test func `the addresses of one IPv6 network count as one`() {
    var admission = Admission(limits: ConnectionLimits(maximumPerStranger: 2))
    let admitted = (1...3).map { admission.admit("2001:db8::\($0)", isKnown: false, ours: 0) != nil }
    #expect(admitted == [true, true, false])
    #expect(admission.admit("2001:db8:0:1::1", isKnown: false, ours: 0) != nil)
  }
}
