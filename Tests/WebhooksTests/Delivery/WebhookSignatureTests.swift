import Foundation
import Testing
import Webhooks

struct WebhookSignatureTests {
  private let time = Date(timeIntervalSince1970: 1_800_000_000.007)

  // The expected code comes from `openssl dgst -sha256 -hmac whsec`.
  @Test func `the time, a full stop and the body are signed, under both names`() {
    let headers = WebhookSignature.headers(for: Array("{\"a\":1}".utf8), secret: "whsec", at: time)
    let code = "sha256=392d7322f46403811353929b16aa1a4c930aa37a901f12a88c0369724c59bcc2"
    #expect(
      headers.map { "\($0.name): \($0.value)" } == [
        "X-Speechify-Timestamp: 1800000000007", "X-Trunkline-Timestamp: 1800000000007",
        "X-Speechify-Signature: \(code)", "X-Trunkline-Signature: \(code)",
      ])
  }

  @Test func `without a secret nothing is signed`() {
    let headers = WebhookSignature.headers(for: [], secret: nil, at: time)
    #expect(headers.map(\.name) == ["X-Speechify-Timestamp", "X-Trunkline-Timestamp"])
  }
}
