public import Testing

/// The interoperability lesson a test keeps: a fault that other products had with real carriers and PBXs, by its number.
public struct LessonTrait: TestTrait, SuiteTrait {
  public let number: Int

  public init(number: Int) {
    self.number = number
  }

  public var isRecursive: Bool { true }
  public var comments: [Comment] { [Comment(rawValue: "Lesson \(number)")] }
}

extension Trait where Self == LessonTrait {
  /// Names the interoperability lesson that the test keeps.
  public static func lesson(_ number: Int) -> Self {
    LessonTrait(number: number)
  }
}
