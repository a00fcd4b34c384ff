public import Identifiers

/// A tool of the owner's own: a request to their server, whose answer the model is told.
public struct WebhookTool: Hashable, Sendable, Codable {
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether the arguments go into a body; else into the query.
    public var hasBody: Bool { self != .get && self != .delete }
  }

  /// By which the model calls it: letters, digits, `_` and `-`, at most 64.
  public var name: String
  /// For the model: what it does and when to use it.
  public var summary: String
  /// JSON Schema of the arguments, of which ``ArgumentSchema`` says what is checked.
  public var parameters: JSONValue
  /// May hold `{{variables}}`.
  public var url: String
  public var method: Method
  /// Their values may hold `{{variables}}`.
  public var headers: [String: String]
  /// 100 to 60,000.
  public var timeoutMilliseconds: Int
  /// Signs the requests. Write-only over the API, encrypted at rest.
  public var secret: String?

  public init(
    name: String, summary: String, parameters: JSONValue, url: String, method: Method = .post,
    headers: [String: String] = [:], timeoutMilliseconds: Int = 10_000, secret: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    self.url = url
    self.method = method
    self.headers = headers
    self.timeoutMilliseconds = timeoutMilliseconds
    self.secret = secret
  }

  /// With one call's variables filled in, so that no value can be more than a part of the URL or of a header's value.
  func rendered(with values: [String: JSONValue]) -> (tool: WebhookTool, warnings: [String]) {
    var tool = self
    let url = Template(url).render(values, as: .partOfURL)
    tool.url = url.text
    var warnings = url.warnings
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      let header = Template(value).render(values, as: .headerValue)
      tool.headers[name] = header.text
      warnings += header.warnings
    }
    return (tool, warnings)
  }
}
