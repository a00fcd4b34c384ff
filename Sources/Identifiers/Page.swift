/// Which part of a list is wanted. Lists run from the newest to the oldest unless they say otherwise.
public struct PageRequest: Hashable, Sendable {
  /// 1 to 200.
  public var limit: Int
  /// The last id of the page before, or nil for the first page.
  public var after: ULID?

  public init(limit: Int = 50, after: ULID? = nil) {
    self.limit = limit
    self.after = after
  }
}

/// A part of a list; `next` continues it, nil at the end.
public struct Page<Element: Sendable>: Sendable {
  public var elements: [Element]
  public var next: ULID?

  public init(elements: [Element], next: ULID?) {
    self.elements = elements
    self.next = next
  }
}
