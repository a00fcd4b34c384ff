/// A body of `multipart/form-data` (RFC 7578).
struct MultipartForm: Sendable {
  // Long and odd enough not to appear in speech; names and values here are never a peer's.
  private static let boundary = "trunkline-1f0c8b52e6a94d7d-form"

  private var parts: [UInt8] = []

  init() {}

  var contentType: String { "multipart/form-data; boundary=\(Self.boundary)" }
  var body: [UInt8] { parts + Array("--\(Self.boundary)--\r\n".utf8) }

  mutating func add(_ name: String, value: String) {
    begin("form-data; name=\"\(name)\"", contentType: nil)
    parts += Array("\(value)\r\n".utf8)
  }

  mutating func add(_ name: String, fileName: String, contentType: String, bytes: [UInt8]) {
    begin("form-data; name=\"\(name)\"; filename=\"\(fileName)\"", contentType: contentType)
    parts += bytes + Array("\r\n".utf8)
  }

  private mutating func begin(_ disposition: String, contentType: String?) {
    let type = contentType.map { "Content-Type: \($0)\r\n" } ?? ""
    parts += Array("--\(Self.boundary)\r\nContent-Disposition: \(disposition)\r\n\(type)\r\n".utf8)
  }
}
