public import Exchange
import Foundation
public import Identifiers

/// What a webhook's request says. The same job always gives the same bytes.
public struct WebhookPayload: Sendable {
  private let conversation: @Sendable (CallRecord) -> JSONValue
  private let message: @Sendable (RecordedMessage) -> JSONValue
  private let mostBytes: Int

  /// - Parameters:
  ///   - conversation: as the API shows it; so `message`.
  ///   - mostBytes: of the messages together. Of a longer conversation the last are left out, and `messages_truncated`
  ///     says so.
  public init(
    conversation: @escaping @Sendable (CallRecord) -> JSONValue,
    message: @escaping @Sendable (RecordedMessage) -> JSONValue, mostBytes: Int = 4 << 20
  ) {
    self.conversation = conversation
    self.message = message
    self.mostBytes = mostBytes
  }

  public func body(of job: WebhookJob) -> [UInt8] {
    var room = mostBytes
    var messages: [JSONValue] = []
    for entry in job.messages {
      let shown = message(entry)
      room -= Self.bytes(of: shown).count
      guard room >= 0 else { break }
      messages.append(shown)
    }
    var members: [String: JSONValue] = [
      "event": .string(job.event.rawValue),
      "timestamp": .integer(Int64((job.createdAt.timeIntervalSince1970 * 1000).rounded())),
      "conversation": conversation(job.record), "messages": .array(messages), "evaluations": [],
    ]
    if messages.count < job.messages.count { members["messages_truncated"] = true }
    return Self.bytes(of: .object(members))
  }

  private static func bytes(of value: JSONValue) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
  }
}
