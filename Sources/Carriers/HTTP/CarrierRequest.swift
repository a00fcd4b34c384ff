import Foundation

/// A request to a carrier's HTTP API.
public struct CarrierRequest: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable { case get = "GET", post = "POST", delete = "DELETE" }

  public var method: Method
  public var url: String
  /// The whole value of the Authorization header.
  public var authorization: String
  public var contentType: String?
  /// Empty: none.
  public var body: String

  public init(_ method: Method, _ url: String, authorization: String, contentType: String? = nil, body: String = "") {
    self.method = method
    self.url = url
    self.authorization = authorization
    self.contentType = contentType
    self.body = body
  }
}

extension CarrierRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without credentials and body.
  public var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" })" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["method": method, "url": url]) }
}
