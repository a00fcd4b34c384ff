import Foundation

/// A Twilio account and its token, as a client gives them.
public struct TwilioCredentials: Hashable, Sendable {
  public var accountSID: String
  public var authToken: String

  public init(accountSID: String, authToken: String) {
    self.accountSID = accountSID
    self.authToken = authToken
  }

  /// Nil when it is an account SID: `AC` and 32 hexadecimal digits.
  public static func problem(withAccountSID text: String) -> String? {
    let digits = text.utf8.dropFirst(2)
    let isSID =
      text.hasPrefix("AC") && digits.count == 32
      && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    return isSID ? nil : "must be an account SID: AC and 32 hexadecimal digits"
  }

  public static func problem(withAuthToken text: String) -> String? { DraftText.problem(with: text, longest: 128) }

  /// HTTP Basic (RFC 7617).
  var authorization: String { "Basic " + Data("\(accountSID):\(authToken)".utf8).base64EncodedString() }
}

extension TwilioCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without the token.
  public var description: String { "Twilio account \(accountSID)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["accountSID": accountSID]) }
}
