import Carriers
import Foundation

extension SettingReader {
  func webAddress(_ key: SettingKey) throws -> String? { try address(key, schemes: ["http", "https"]) }

  /// All three keys or none.
  func liveKit() throws -> LiveKitSettings? {
    let keys: [SettingKey] = [.liveKitURL, .liveKitAPIKey, .liveKitAPISecret]
    guard keys.contains(where: { text($0) != nil }) else { return nil }
    for key in keys where text(key) == nil {
      throw complaint(key, "must be set when another livekit_ key is")
    }
    guard let url = try address(.liveKitURL, schemes: ["ws", "wss", "http", "https"]), let key = text(.liveKitAPIKey),
      let secret = text(.liveKitAPISecret)
    else { return nil }
    return LiveKitSettings(url: url, apiKey: key, apiSecret: secret)
  }

  private func address(_ key: SettingKey, schemes: [String]) throws -> String? {
    guard let text = text(key) else { return nil }
    guard let url = URL(string: text), let scheme = url.scheme, schemes.contains(scheme), url.host() != nil else {
      throw complaint(
        key, "must be an address with \(schemes.joined(separator: " or ")), like \(schemes[1])://example.com")
    }
    return text
  }
}
