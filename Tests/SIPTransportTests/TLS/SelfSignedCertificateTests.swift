import SIP
import Testing
import WireTesting

@testable import SIPTransport

struct SelfSignedCertificateTests {
  /// 2026-11-28 00:00:00 UTC.
  private let now: Int64 = 1_795_824_000

  @Test(.rfc(5280)) func `what we make is read back with its names and its end`() throws {
    let names = ["sip.example.com", "192.0.2.1", "2001:db8::1"]
    let identity = try SelfSignedCertificate(names: names, validFrom: now, validDays: 10).make()
    let summary = try CertificateSummary(identity)
    #expect(summary.names == names)
    #expect(summary.validUntil == now + 10 * 86_400)
  }

  @Test func `no two are alike, and the key is not in the description`() throws {
    let first = try SelfSignedCertificate(names: [], validFrom: now).make()
    let second = try SelfSignedCertificate(names: [], validFrom: now).make()
    #expect(first.certificates != second.certificates)
    #expect(!"\(first)".contains("KEY"))
    #expect(try CertificateSummary(first).names == ["localhost"])
  }

  @Test func `a certificate without its key is refused with what to do`() throws {
    let first = try SelfSignedCertificate(names: ["a"], validFrom: now).make()
    let second = try SelfSignedCertificate(names: ["a"], validFrom: now).make()
    let mixed = TLSIdentity(certificates: first.certificates, privateKey: second.privateKey)
    let error = #expect(throws: SIPServiceError.self) { try CertificateSummary(mixed) }
    #expect(error?.code == .certificate)
    #expect(error?.message.contains("TRUNKLINE_TLS_KEY") == true)
    let garbage = TLSIdentity(certificates: Array("no".utf8), privateKey: first.privateKey)
    #expect(throws: SIPServiceError.self) { try CertificateSummary(garbage) }
  }

  @Test(
    .rfc(5280, "4.1.2.5"),
    arguments: [
      (Int64(0), "700101000000Z"), (951_782_399, "000228235959Z"), (951_782_400, "000229000000Z"),
      (1_795_824_000, "261128000000Z"), (2_524_607_999, "491231235959Z"), (2_524_608_000, "20500101000000Z"),
    ])
  func `times are written with two digits of the year until 2049`(seconds: Int64, text: String) {
    #expect(DistinguishedEncoding.time(seconds).dropFirst(2).elementsEqual(text.utf8))
  }
}
