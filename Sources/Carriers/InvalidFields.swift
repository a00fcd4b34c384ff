/// What is wrong with a draft, field by field: dotted and bracketed paths, each with what the field must be.
public struct InvalidFields: Error, Hashable, Sendable {
  /// Never empty when thrown.
  public var problems: [String: String]

  public init(_ problems: [String: String] = [:]) { self.problems = problems }

  public var isEmpty: Bool { problems.isEmpty }

  /// Notes a problem; the first one named for a field stays.
  public mutating func note(_ field: String, _ problem: String) {
    if problems[field] == nil { problems[field] = problem }
  }
}
