/// The Subscription-State of a NOTIFY (RFC 6665 §8.2.3).
struct SubscriptionState: Hashable, Sendable {
  /// Nothing more will come.
  let isTerminated: Bool
  /// How long it lasts unless it is renewed.
  let expiresSeconds: Int?

  /// Without the header, or with one that cannot be read, it goes on.
  init(_ headers: SIPHeaders) {
    var reader = FieldReader(headers["Subscription-State"] ?? "")
    reader.skipSpaces()
    isTerminated = reader.token()?.isSameToken(as: "terminated") ?? false
    expiresSeconds = reader.parameters()?["expires"].flatMap { Int($0) }
  }
}
