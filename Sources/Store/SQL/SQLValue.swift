import Foundation
import Identifiers

/// What a database column holds, in the types that SQLite and PostgreSQL share.
enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
  static func integer(_ number: Int?) -> SQLValue { number.map { .integer(Int64($0)) } ?? .null }
  static func bool(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
  static func id(_ ulid: ULID?) -> SQLValue { .text(ulid?.description) }
  static func id<Entity>(_ id: ID<Entity>?) -> SQLValue { .text(id?.ulid.description) }

  /// Milliseconds since 1970.
  static func time(_ date: Date?) -> SQLValue {
    date.map { .integer(Int64(($0.timeIntervalSince1970 * 1000).rounded())) } ?? .null
  }

  /// As JSON text with sorted keys.
  static func json<Value: Encodable>(_ value: Value?) throws -> SQLValue {
    guard let value else { return .null }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .millisecondsSince1970
    return .text(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
