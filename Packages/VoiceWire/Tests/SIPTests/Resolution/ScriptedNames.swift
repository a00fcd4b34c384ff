import SIP

/// A domain name system by script: what it holds, and what it was asked.
struct ScriptedNames {
  var records: [DNSQuestion: [DNSRecord]] = [:]
  var silent: Set<DNSQuestion> = []
  private(set) var asked: [DNSQuestion] = []
  var random = CountingNumbers()

  mutating func host(_ name: String, _ addresses: String...) {
    for address in addresses {
      let kind = address.contains(":") ? DNSQuestion.Kind.aaaa : .a
      records[DNSQuestion(name, kind), default: []].append(DNSRecord(.address(address)))
    }
  }

  mutating func server(_ name: String, _ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: String) {
    records[DNSQuestion(name, .srv), default: []].append(
      DNSRecord(.service(priority: priority, weight: weight, port: port, target: target)))
  }

  mutating func pointer(
    _ name: String, _ order: UInt16, _ preference: UInt16, _ service: String, _ replacement: String, flags: String = "s"
  ) {
    records[DNSQuestion(name, .naptr), default: []].append(
      DNSRecord(
        .pointer(
          order: order, preference: preference, flags: flags, service: service, replacement: replacement)))
  }

  /// Asks until the plan has ended.
  mutating func follow(_ request: ResolutionRequest) -> Result<[Destination], ResolutionFailure> {
    asked = []
    var plan = ResolutionPlan(request)
    while let question = plan.question, asked.count < 200 {
      asked.append(question)
      let answer: DNSAnswer =
        silent.contains(question) ? .failed : records[question].map { .records($0) } ?? .nothing(timeToLive: .zero)
      plan.receive(answer, random: &random)
    }
    return plan.targets
  }

  /// Where a URI leads, like `udp 192.0.2.1:5060`.
  mutating func targets(_ uri: String) throws -> [String] {
    guard let uri = SIPURI(uri) else { return ["no URI"] }
    return try follow(ResolutionRequest(uri)).get().map { target in
      "\(target.transport.token.lowercased()) \(target.address)"
    }
  }
}
