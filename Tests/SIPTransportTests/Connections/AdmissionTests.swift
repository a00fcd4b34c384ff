import Testing

@testable import SIPTransport

struct AdmissionTests {
  @Test func `one address has its share, and all have theirs`() {
    var admission = Admission(limits: ConnectionLimits(maximumConnections: 4, maximumPerSource: 2))
    let first = ["a", "a", "a", "b"].map { admission.admit($0, ours: 0) }
    #expect(first == [true, true, false, true])
    let second = [admission.admit("c", ours: 1), admission.admit("c", ours: 0), admission.admit("d", ours: 0)]
    #expect(second == [false, true, false])
    #expect(admission.count == 4)
    admission.leave("a")
    let third = [admission.admit("a", ours: 0), admission.admit("b", ours: 0)]
    #expect(third == [true, false])
  }

  @Test func `who never came leaves nothing behind`() {
    var admission = Admission(limits: ConnectionLimits())
    admission.leave("a")
    #expect(admission.count == 0)
  }
}
