import Carriers
import Foundation
import Hummingbird
import Identifiers

/// The query of a list: its limit, its cursor and its filters. Notes all that is wrong before it throws.
struct ListQuery {
  private(set) var page = PageRequest()
  private var parameters: [String: String] = [:]
  private var problems = InvalidFields()

  init(_ request: Request) {
    for (key, value) in request.uri.queryParameters {
      if parameters[String(key)] != nil { problems.note(String(key), "must be given once") }
      parameters[String(key)] = String(value)
    }
    if let text = take("limit") {
      if let limit = Int(text), (1...200).contains(limit) {
        page.limit = limit
      } else {
        problems.note("limit", "must be a whole number from 1 to 200")
      }
    }
    if let text = take("cursor") {
      page.after = Cursor.read(text)
      if page.after == nil { problems.note("cursor", "must be the next_cursor of an earlier answer") }
    }
  }

  mutating func text(_ key: String) -> String? { take(key) }

  mutating func flag(_ key: String) -> Bool? {
    guard let text = take(key) else { return nil }
    if text != "true", text != "false" { problems.note(key, "must be true or false") }
    return text == "true"
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) -> Choice? {
    guard let text = take(key) else { return nil }
    let choice = Choice(rawValue: text)
    if choice == nil {
      problems.note(key, "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  mutating func id<Entity>(_ key: String) -> ID<Entity>? {
    guard let text = take(key) else { return nil }
    let id = ID<Entity>(text)
    if id == nil { problems.note(key, "must be an id like \(Entity.idPrefix)_01J9ZC3M2P8Q4R5S6T7V8W9X0Y") }
    return id
  }

  mutating func time(_ key: String) -> Date? {
    guard let text = take(key) else { return nil }
    let time = Timestamp.date(text)
    if time == nil { problems.note(key, "must be an RFC 3339 time, like 2026-01-31T12:00:00.000Z") }
    return time
  }

  /// - Throws: all problems at once, parameters that nobody asked for among them.
  mutating func finish() throws(APIError) {
    for key in parameters.keys { problems.note(key, "is not a parameter of this list") }
    if !problems.isEmpty { throw .validation(problems) }
  }

  private mutating func take(_ key: String) -> String? { parameters.removeValue(forKey: key) }
}
