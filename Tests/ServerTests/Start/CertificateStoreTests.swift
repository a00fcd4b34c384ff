import Foundation
import SIPTransport
import Testing

@testable import Server

struct CertificateStoreTests {
  private let now = Date(timeIntervalSince1970: 1_795_824_000)

  private func settings(_ folder: URL, _ more: String = "") throws -> Settings {
    let text = "data_dir: \(folder.path(percentEncoded: false))\npublic_address: 203.0.113.5\n" + more
    return try Settings(SettingSources(file: (path: "trunkline.yaml", text: text), environment: [:], flags: [:]))
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trunkline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `the first start makes a certificate that later ones find, with a key nobody else reads`() throws {
    try withFolder { folder in
      let store = CertificateStore(try settings(folder))
      #expect(try store.existing() == nil)
      let first = try store.load(orMakeAt: now).identity
      let second = try store.load(orMakeAt: now.addingTimeInterval(86_400)).identity
      #expect(first.certificates == second.certificates)
      #expect(try CertificateSummary(first).names.contains("203.0.113.5"))
      let key = folder.appending(path: "sip-key.pem").path(percentEncoded: false)
      let rights = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
      #expect(rights == 0o600)
    }
  }

  @Test func `a certificate of our own that is about to end is made anew`() throws {
    try withFolder { folder in
      let store = CertificateStore(try settings(folder))
      let first = try store.load(orMakeAt: now).identity
      let nearTheEnd = now.addingTimeInterval(86_400 * (3_650 - 29))
      #expect(try store.load(orMakeAt: nearTheEnd).identity.certificates != first.certificates)
    }
  }

  @Test func `a file that cannot be read is named`() throws {
    try withFolder { folder in
      let store = CertificateStore(
        try settings(folder, "tls_certificate: /nowhere/c.pem\ntls_key: /nowhere/k.pem"))
      let error = #expect(throws: StartError.self) { try store.load(orMakeAt: now) }
      #expect(error?.message.contains("/nowhere/c.pem") == true)
    }
  }

  @Test func `the doctor warns of a certificate that ends, and of one that names another machine`() throws {
    try withFolder { folder in
      let settings = try settings(folder)
      func finding(_ names: [String], days: Int64, isMade: Bool = false) -> Finding {
        var summary = CertificateSummary(validUntil: 0, names: names)
        summary.validUntil = Int64(now.timeIntervalSince1970) + days * 86_400
        return Doctor.finding(summary, isMade: isMade, of: settings, now: now)
      }
      #expect(finding(["sip.example.com"], days: 90).level == .good)
      #expect(finding(["sip.example.com"], days: 29).level == .warning)
      #expect(finding(["sip.example.com"], days: -2).level == .problem)
      #expect(finding(["198.51.100.1"], days: 90).level == .warning)
      #expect(finding(["203.0.113.5"], days: 90).level == .good)
      #expect(finding(["203.0.113.5"], days: 90, isMade: true).text.contains("self-signed"))
      #expect(Doctor.certificate(settings, now: now)?.text.contains("the first start makes one") == true)
    }
  }
}
