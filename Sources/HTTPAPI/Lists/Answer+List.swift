import Hummingbird
import Identifiers

extension Answer {
  /// A list under its name, with the cursor of the next page.
  static func list<Element>(_ name: String, _ page: Page<Element>, _ show: (Element) -> JSONValue) -> Answer {
    Answer(
      .ok,
      [
        name: .array(page.elements.map(show)), "next_cursor": .optional(page.next.map(Cursor.text)),
        "has_more": .bool(page.next != nil),
      ])
  }
}

extension Page {
  /// A part of what is already at hand, oldest first; the cursor counts what was shown.
  init(of elements: [Element], _ request: PageRequest) {
    let start = Int(clamping: request.after?.low ?? 0)
    let shown = Array(elements.dropFirst(start).prefix(request.limit))
    let end = min(start, elements.count) + shown.count
    self.init(elements: shown, next: end < elements.count ? ULID(high: 0, low: UInt64(end)) : nil)
  }
}
