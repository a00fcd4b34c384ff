import Foundation
import Identifiers

/// One row of an answer, read column by column. A column that is missing or of another type is an error, not a trap.
struct SQLRow: Sendable {
  /// For error messages.
  let table: String
  private let values: [String: SQLValue]

  init(table: String, values: [String: SQLValue]) {
    self.table = table
    self.values = values
  }

  func optionalText(_ column: String) throws(StoreError) -> String? {
    switch values[column] {
    case .text(let text): text
    case .null: nil
    default: throw unreadable(column)
    }
  }

  func text(_ column: String) throws(StoreError) -> String {
    guard let text = try optionalText(column) else { throw unreadable(column) }
    return text
  }

  func optionalInteger(_ column: String) throws(StoreError) -> Int? {
    switch values[column] {
    case .integer(let number): Int(number)
    case .null: nil
    default: throw unreadable(column)
    }
  }

  func integer(_ column: String) throws(StoreError) -> Int {
    guard let number = try optionalInteger(column) else { throw unreadable(column) }
    return number
  }

  func bool(_ column: String) throws(StoreError) -> Bool { try integer(column) != 0 }

  func optionalTime(_ column: String) throws(StoreError) -> Date? {
    try optionalInteger(column).map { Date(timeIntervalSince1970: Double($0) / 1000) }
  }

  func time(_ column: String) throws(StoreError) -> Date {
    guard let time = try optionalTime(column) else { throw unreadable(column) }
    return time
  }

  func optionalULID(_ column: String) throws(StoreError) -> ULID? {
    guard let text = try optionalText(column) else { return nil }
    guard let ulid = ULID(text) else { throw unreadable(column) }
    return ulid
  }

  func optionalID<Entity>(_ column: String) throws(StoreError) -> ID<Entity>? {
    try optionalULID(column).map { ID($0) }
  }

  func id<Entity>(_ column: String) throws(StoreError) -> ID<Entity> {
    guard let id: ID<Entity> = try optionalID(column) else { throw unreadable(column) }
    return id
  }

  func choice<Choice: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Choice {
    guard let choice = Choice(rawValue: try text(column)) else { throw unreadable(column) }
    return choice
  }

  func optionalChoice<Choice: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Choice? {
    guard let text = try optionalText(column) else { return nil }
    guard let choice = Choice(rawValue: text) else { throw unreadable(column) }
    return choice
  }

  func optionalJSON<Value: Decodable>(_ column: String) throws(StoreError) -> Value? {
    guard let text = try optionalText(column) else { return nil }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .millisecondsSince1970
    do {
      return try decoder.decode(Value.self, from: Data(text.utf8))
    } catch {
      throw unreadable(column)
    }
  }

  func json<Value: Decodable>(_ column: String) throws(StoreError) -> Value {
    guard let value: Value = try optionalJSON(column) else { throw unreadable(column) }
    return value
  }

  func unreadable(_ column: String) -> StoreError { .unreadable(table: table, column: column) }
}
