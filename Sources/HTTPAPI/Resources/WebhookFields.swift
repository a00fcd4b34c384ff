import Exchange
import Foundation
import Identifiers

/// Webhooks on the wire: their addresses and secrets, and what became of them.
enum WebhookFields {
  static func readURL(_ fields: inout FieldReader, _ key: String) -> String? {
    guard let text = fields.string(key, longest: 2000) else { return nil }
    let url = URL(string: text)
    if !["http", "https"].contains(url?.scheme?.lowercased() ?? "") || (url?.host ?? "").isEmpty || url?.user != nil {
      fields.note(key, "must be an http or https URL without user and password, like https://example.com/calls")
    }
    return text
  }

  static func readSecret(_ fields: inout FieldReader, _ key: String) -> String? {
    guard let secret = fields.string(key, longest: 1000) else { return nil }
    if secret.isEmpty { fields.note(key, "must not be empty; null means that nothing is signed") }
    return secret
  }

  static func show(_ delivery: WebhookDelivery) -> JSONValue {
    [
      "id": .id(delivery.id), "event": .string(delivery.event.rawValue), "url": .string(delivery.url),
      "status": .string(delivery.status.rawValue), "created_at": .time(delivery.createdAt),
      "next_attempt_at": .time(delivery.nextAttemptAt), "attempts": .array(delivery.attempts.map(show)),
    ]
  }

  private static func show(_ attempt: WebhookDelivery.Attempt) -> JSONValue {
    [
      "at": .time(attempt.at), "duration_ms": .integer(Int64(attempt.milliseconds)),
      "response_status": .optional(attempt.responseStatus), "problem": .optional(attempt.problem),
    ]
  }
}
