import SIP
import Testing
import TrunklineTesting
import WireTesting

@testable import Calls

struct DigestDeskTests {
  @Test(.rfc(8760, "2.4"), arguments: DigestAlgorithm.allCases)
  func `an answer to any of the challenges is accepted, and no nonce twice`(
    algorithm: DigestAlgorithm
  ) throws {
    let settings = PhoneSettings(
      nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
      clock: { .zero })
    let digest = DigestDesk(settings)
    let challenge = try #require(
      digest.challenges(isStale: false).compactMap { DigestChallenge($0) }.first { $0.algorithm == algorithm })
    var request = SIPRequest(method: .invite, uri: SIPURI(user: "+49301", host: "198.51.100.1"))
    let answer = DigestCredentials(
      answering: challenge, username: "pbx", password: "secret", method: .invite, uri: "\(request.uri)",
      clientNonce: "c", hash: toyHash)
    request.headers.append("Authorization", "\(answer)")
    #expect(digest.check(request, username: "pbx", password: "secret") == .accepted)
    #expect(digest.check(request, username: "pbx", password: "secret") == .stale)
  }
}
