import Demands
import SIP

/// One run: the input is the value of WWW-Authenticate and of Authorization. Nothing may trap, what is read is written
/// and read as the same, and nobody gets in without the password.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  let text = String(decoding: input, as: UTF8.self)
  if let challenge = DigestChallenge(text) {
    demand(DigestChallenge(challenge.description) == challenge, "the challenge is read as another: \(challenge)")
  }
  _ = DigestChallenge.strongest(of: text.split(separator: "\n").map(String.init))
  if let credentials = DigestCredentials(text) {
    demand(DigestCredentials(credentials.description) == credentials, "credentials read as others: \(credentials)")
  }
  var authenticator = DigestAuthenticator(realm: "fuzz", secret: Array(repeating: 7, count: 32), hash: weakHash)
  _ = authenticator.challenges(at: .zero)
  let request = SIPRequest(
    method: .invite, uri: SIPURI(user: "1", host: "fuzz"),
    headers: ["Authorization": text, "Proxy-Authorization": text])
  let verdict = authenticator.verify(request, at: .seconds(1)) { $0 == "fuzz" ? "a password nobody knows" : nil }
  if case .accepted = verdict { fatalError("accepted without the password: \(text)") }
  return 0
}

/// Enough to tell inputs apart; what it lacks in strength the fuzzer cannot use within its patience.
private let weakHash: DigestHash = { algorithm, bytes in
  var state: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return (0..<32).map { index in
    state = (state ^ UInt64(index)) &* 0x100_0000_01B3
    return UInt8(truncatingIfNeeded: state >> 40)
  }
}
