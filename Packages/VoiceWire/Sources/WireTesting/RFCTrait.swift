public import Testing

/// The rule a test states: a section of an RFC, shown beside the test by `.rfc(3261, "17.1.1.2")`.
public struct RFCTrait: TestTrait, SuiteTrait {
  /// The RFC's number.
  public let number: Int
  /// The section as the RFC counts it, empty for the whole document.
  public let section: String

  public init(number: Int, section: String) {
    self.number = number
    self.section = section
  }

  public var isRecursive: Bool { true }

  public var comments: [Comment] {
    [Comment(rawValue: section.isEmpty ? "RFC \(number)" : "RFC \(number) §\(section)")]
  }
}

extension Trait where Self == RFCTrait {
  /// Names the RFC and section whose rule the test states.
  public static func rfc(_ number: Int, _ section: String = "") -> Self {
    RFCTrait(number: number, section: section)
  }
}
