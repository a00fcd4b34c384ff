internal import Foundation

/// The payload of ``SidecarFrame/Kind/speak``.
struct SpeakRequest: Codable, Sendable, Equatable {
  var text: String
  var speed: Double

  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map(Array.init) ?? []
  }
}

/// The payload of ``SidecarFrame/Kind/ready``.
struct SidecarVersion: Codable, Sendable {
  var version: String

  init?(json: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
    self = read
  }
}
