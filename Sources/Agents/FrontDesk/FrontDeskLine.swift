/// What the front desk does next.
enum FrontDeskLine: Hashable, Sendable {
  case say(String)
  /// Put the caller through, or say that it cannot be done.
  case transfer
  /// Say it and hang up.
  case goodbye(String)

  static let transferFailed = "I am sorry, I could not reach anyone. Shall I take a message?"
  static let noTransfer = "I cannot put you through from here, but I can take a message. Would you like that?"
}
