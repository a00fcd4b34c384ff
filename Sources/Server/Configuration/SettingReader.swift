import Foundation
import Glibc
import HTTPAPI
import Logging
import Store

/// Reads typed values; every complaint names the key, where the value came from and what it must be.
struct SettingReader {
  let sources: SettingSources

  func text(_ key: SettingKey) -> String? { sources.values[key]?.value }

  func folder(_ key: SettingKey) -> URL { Self.url(text(key) ?? ".") }

  static func url(_ path: String) -> URL {
    URL(filePath: (path as NSString).expandingTildeInPath).absoluteURL.standardizedFileURL
  }

  func database(_ key: SettingKey) throws -> PostgresLocation? {
    guard let text = text(key) else { return nil }
    guard PostgresLocation.schemes.contains(where: text.hasPrefix) else {
      throw complaint(key, "must be a URL that begins with postgres:// or postgresql://; for SQLite leave it unset")
    }
    guard let location = PostgresLocation(text) else {
      let rule = "must be like postgres://user:password@host:5432/name, with %XX for what is special in a URL"
      throw complaint(key, rule)
    }
    return location
  }

  func port(_ key: SettingKey) throws -> Int {
    guard let text = text(key), let port = Int(text), (0...65535).contains(port) else {
      throw complaint(key, "must be a port, 0 to 65535")
    }
    return port
  }

  func count(_ key: SettingKey) throws -> Int {
    guard let text = text(key), let count = Int(text), (1...100_000).contains(count) else {
      throw complaint(key, "must be a number from 1 to 100000")
    }
    return count
  }

  /// Nil: off.
  func rateLimit(_ rate: SettingKey, _ burst: SettingKey) throws -> RateLimit? {
    if text(rate) == "off" { return nil }
    guard let perSecond = text(rate).flatMap({ Int($0) }), (1...100_000).contains(perSecond) else {
      throw complaint(rate, "must be a number from 1 to 100000, or off")
    }
    return RateLimit(perSecond: perSecond, burst: try count(burst))
  }

  func masterKey(_ key: SettingKey) throws -> MasterKey? {
    guard let text = text(key) else { return nil }
    guard let masterKey = MasterKey(hexadecimal: text) else {
      throw complaint(key, "must be 64 hexadecimal characters")
    }
    return masterKey
  }

  func portRange(_ key: SettingKey) throws -> ClosedRange<UInt16> {
    let parts = (text(key) ?? "").split(separator: "-").map { UInt16($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1], first >= 1024, first < last else {
      throw complaint(key, "must be two ports from 1024 up, like 16384-20479")
    }
    return first...last
  }

  func address(_ key: SettingKey) throws -> String? {
    guard let text = text(key) else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1 else {
      throw complaint(key, "must be an IP address, like 127.0.0.1 or 0.0.0.0")
    }
    return text
  }

  func countryCode(_ key: SettingKey) throws -> String? {
    guard let text = text(key) else { return nil }
    guard (1...3).contains(text.count), text.allSatisfy(\.isWholeNumber), !text.hasPrefix("0") else {
      throw complaint(key, "must be a country calling code without plus, like 1 or 49")
    }
    return text
  }

  func apiKey(_ key: SettingKey) throws -> String? {
    guard let text = text(key) else { return nil }
    guard text.hasPrefix("sk_"), text.count >= 19, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw complaint(key, "must begin with sk_ and have at least 16 more characters")
    }
    return text
  }

  func isOn(_ key: SettingKey) throws -> Bool {
    switch text(key) {
    case "true", "1", "yes", "on": true
    case nil, "false", "0", "no", "off": false
    default: throw complaint(key, "must be true or false")
    }
  }

  func isLocal(_ key: SettingKey) throws -> Bool {
    guard let text = text(key) else { return false }
    guard text == "local" else { throw complaint(key, "can only be local; for an endpoint set llm_base_url") }
    return true
  }

  func endpoint(
    _ base: SettingKey, _ secret: SettingKey, _ model: SettingKey, _ voice: SettingKey?
  ) throws -> Settings.Endpoint? {
    guard let url = text(base) else {
      if text(secret) != nil || text(model) != nil {
        throw complaint(base, "must be set when \(secret.rawValue) or \(model.rawValue) is")
      }
      return nil
    }
    guard let parsed = URL(string: url), ["http", "https"].contains(parsed.scheme), parsed.host() != nil else {
      throw complaint(base, "must be an http or https address, like https://api.openai.com/v1")
    }
    return Settings.Endpoint(baseURL: url, apiKey: text(secret), model: text(model), voice: voice.flatMap(text))
  }

  func logLevel(_ key: SettingKey) throws -> Logger.Level {
    guard let text = text(key), let level = Logger.Level(rawValue: text) else {
      throw complaint(key, "must be trace, debug, info, notice, warning or error")
    }
    return level
  }

  func complaint(_ key: SettingKey, _ rule: String) -> StartError {
    let origin = sources.values[key].map { " (from \($0.origin))" } ?? ""
    let given = key.isSecret ? "" : text(key).map { ", not \"\($0)\"" } ?? ""
    return StartError(code: .configuration, message: "\(key.rawValue)\(origin) \(rule)\(given)")
  }
}
