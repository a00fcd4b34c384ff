import Crypto
import Foundation
import SIP

/// The hash functions of digest authentication. SHA-512/256 is not offered, so it is never asked for.
let digestHash: DigestHash = { algorithm, bytes in
  switch algorithm {
  case .md5: Array(Insecure.MD5.hash(data: Data(bytes)))
  case .sha256, .sha512t256: Array(SHA256.hash(data: Data(bytes)))
  }
}
