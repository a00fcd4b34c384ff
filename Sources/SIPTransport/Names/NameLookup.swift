public import SIP

/// Answers questions to the domain name system; may block, for it is asked on threads of its own.
public protocol NameLookup: Sendable {
  func answer(to question: DNSQuestion) -> DNSAnswer
}
