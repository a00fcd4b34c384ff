extension MessageGlance {
  /// What the first line of a message that was parsed already tells, where messages come on connections.
  public init(_ message: SIPMessage) {
    var head = Array("\(message)\r\n".utf8)
    if let agent = message.headers[.userAgent] { head += Array("User-Agent: \(agent)\r\n".utf8) }
    self.init(head)
  }

  /// Bytes that were no message.
  public static let unreadable = MessageGlance("?".utf8)
}
