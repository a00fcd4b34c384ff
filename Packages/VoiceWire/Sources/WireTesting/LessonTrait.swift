public import Testing

/// The lesson from the field that a test keeps: a line of `scripts/compliance/lessons.tsv`, shown beside the test by
/// `.lesson(42)`.
public struct LessonTrait: TestTrait, SuiteTrait {
  public let numbers: [Int]

  public init(numbers: [Int]) {
    self.numbers = numbers
  }

  public var isRecursive: Bool { true }

  public var comments: [Comment] {
    numbers.map { Comment(rawValue: "lesson \($0)") }
  }
}

extension Trait where Self == LessonTrait {
  /// Names what carriers and PBXs taught others before us; `docs/compliance.md` lists it.
  public static func lesson(_ numbers: Int...) -> Self {
    LessonTrait(numbers: numbers)
  }
}
