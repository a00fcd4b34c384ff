import Foundation
import SIP
import SIPTransport

extension SettingReader {
  /// A port, or `off`.
  func optionalPort(_ key: SettingKey, unset: Int?) throws -> Int? {
    guard let text = text(key) else { return unset }
    if text == "off" || text == "false" { return nil }
    guard let port = Int(text), (0...65535).contains(port) else {
      throw complaint(key, "must be a port, 0 to 65535, or off")
    }
    return port
  }

  /// Entries between commas.
  func list(_ key: SettingKey) -> [String] {
    (text(key) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// One of the words that the type knows.
  func word<Value: RawRepresentable<String> & CaseIterable>(_ key: SettingKey) throws -> Value {
    let words = Value.allCases.map(\.rawValue)
    guard let text = text(key), let value = Value(rawValue: text) else {
      throw complaint(key, "must be one of \(words.joined(separator: ", "))")
    }
    return value
  }

  /// A host, or host and port; IPv6 addresses in brackets.
  func stunServer(_ key: SettingKey) throws -> STUNServer? {
    guard let text = text(key) else { return nil }
    guard let uri = SIPURI("sip:" + text), uri.user == nil, uri.parameters.isEmpty, uri.headers.isEmpty else {
      throw complaint(key, "must be a host or host:port, like stun.example.com:3478")
    }
    return STUNServer(host: uri.host, port: uri.port ?? 3478)
  }
}

extension Settings.Security {
  init(_ read: SettingReader) throws {
    certificateFile = read.text(.tlsCertificate).map(SettingReader.url)
    keyFile = read.text(.tlsKey).map(SettingReader.url)
    trustFile = read.text(.tlsTrust).map(SettingReader.url)
    verification = try read.word(.tlsVerification)
    minimumVersion = try read.word(.tlsMinimumVersion)
    callerCertificates = try read.word(.tlsCallerCertificates)
    applicationProtocols = read.list(.tlsApplicationProtocols)
    guard (certificateFile == nil) == (keyFile == nil) else {
      let missing = keyFile == nil ? SettingKey.tlsKey : .tlsCertificate
      throw read.complaint(missing, "must be set when tls_certificate or tls_key is")
    }
  }
}
