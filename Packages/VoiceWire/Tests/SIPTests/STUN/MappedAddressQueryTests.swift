import SIP
import Testing
import WireTesting

struct MappedAddressQueryTests {
  private let transaction = [UInt8](repeating: 7, count: 12)

  @Test(.rfc(5389, "7.2.1")) func `an unanswered request is sent seven times in 31.5 s and given up at 39.5 s`() throws
  {
    var query = MappedAddressQuery(transaction: transaction)
    var sent: [Duration] = query.start(at: .zero).isEmpty ? [] : [.zero]
    var failed: Duration?
    while let deadline = query.deadline {
      for effect in query.deadlineReached(at: deadline) {
        switch effect {
        case .send: sent.append(deadline)
        case .failed: failed = deadline
        case .found: Issue.record("nobody answered")
        }
      }
    }
    let times: [Duration] = [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500].map { .milliseconds($0) }
    #expect(sent == times)
    #expect(failed == .milliseconds(39_500))
  }

  @Test func `the response of another request is not ours, and ours ends the asking`() {
    var query = MappedAddressQuery(transaction: transaction)
    _ = query.start(at: .zero)
    let address = HostPort(host: "203.0.113.9", port: 4_242)
    let other = STUNMessage(
      .bindingResponse, transaction: [UInt8](repeating: 8, count: 12), mappedAddress: address)
    #expect(query.receive(other).isEmpty)
    let ours = STUNMessage(.bindingResponse, transaction: transaction, mappedAddress: address)
    #expect(query.receive(ours) == [.found(address)])
    #expect(query.deadline == nil)
    #expect(query.receive(ours).isEmpty)
  }
}
