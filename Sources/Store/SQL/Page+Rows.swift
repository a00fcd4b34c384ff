import Identifiers

extension Page {
  /// - Parameter elements: one more than the limit when there is a next page.
  init(_ elements: [Element], limit: Int, ulid: (Element) -> ULID) {
    let shown = Array(elements.prefix(limit))
    self.init(elements: shown, next: elements.count > limit ? shown.last.map(ulid) : nil)
  }
}

extension PageRequest {
  /// What a list that runs from the newest to the oldest begins below: `id < $n`.
  var ceiling: SQLValue { .text(after?.description ?? "Z") }
  /// One more than is shown, to know whether there is a next page.
  var fetched: SQLValue { .integer(Int64(limit) + 1) }
}
