import Foundation
import Hummingbird

/// The folder in which calls save their recordings.
struct RecordingFolder: Sendable {
  let path: String

  /// The file, or the part of it that the request's `Range` asks for.
  ///
  /// - Throws: 404 when it is not there, 416 when the range lies outside it.
  func response(_ name: String, to request: Request, _ context: APIContext) async throws -> Response {
    guard let file = file(name), let size = Self.size(of: file) else { throw Self.missing }
    var headers: HTTPFields = [
      .contentType: Self.type(of: name), .acceptRanges: "bytes", .cacheControl: "private, no-store",
    ]
    switch ByteRange.read(request.headers[.range], size: size) {
    case .whole:
      return Response(
        status: .ok, headers: headers, body: try await FileIO().loadFile(path: file, context: context))
    case .part(let range):
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(size)"
      return Response(
        status: .partialContent, headers: headers,
        body: try await FileIO().loadFile(path: file, range: range, context: context))
    case .outside:
      throw APIError(
        status: .rangeNotSatisfiable, code: "bad_request", message: "the recording has \(size) bytes",
        headers: [.contentRange: "bytes */\(size)"])
    }
  }

  /// Nothing happens when it is not there.
  func delete(_ name: String) throws {
    guard let file = file(name), FileManager.default.fileExists(atPath: file) else { return }
    try FileManager.default.removeItem(atPath: file)
  }

  /// Nil when the name would lead out of the folder.
  private func file(_ name: String) -> String? {
    guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.contains("\0") else { return nil }
    return path + "/" + name
  }

  private static func size(of file: String) -> Int? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return (attributes[.size] as? NSNumber)?.intValue
  }

  private static func type(of name: String) -> String { name.hasSuffix(".ogg") ? "audio/ogg" : "audio/wav" }

  private static let missing = APIError(
    status: .notFound, code: "not_found", message: "the recording's file is gone from the recordings folder")
}
