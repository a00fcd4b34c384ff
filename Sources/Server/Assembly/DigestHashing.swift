import Crypto
import Foundation
import SIP

/// The hash functions of digest authentication.
let digestHash: DigestHash = { algorithm, bytes in
  switch algorithm {
  case .md5: Array(Insecure.MD5.hash(data: Data(bytes)))
  case .sha256: Array(SHA256.hash(data: Data(bytes)))
  case .sha512t256: SHA512t256.hash(bytes)
  }
}
