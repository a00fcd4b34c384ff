import Foundation
import Hummingbird
import Identifiers
import NIOCore

/// What a request is answered with, before it becomes bytes.
struct Answer: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  /// JSON text; nil for none.
  var body: String?

  init(_ status: HTTPResponse.Status, _ value: JSONValue? = nil, headers: HTTPFields = [:]) {
    self.init(status, text: value.map(\.text), headers: headers)
  }

  init(_ status: HTTPResponse.Status, text: String?, headers: HTTPFields = [:]) {
    self.status = status
    self.headers = headers
    body = text
  }

  static let noContent = Answer(.noContent)

  var response: Response {
    guard let body else { return Response(status: status, headers: headers) }
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
  }
}

extension JSONValue {
  /// As JSON text with sorted keys.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only a number that is not finite cannot be written, and none can be read.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
