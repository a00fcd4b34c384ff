internal import RTP
internal import SDP

/// Encrypts what a session sends and decrypts what reaches it, as agreed; both directions, media and control.
///
/// After new keys were agreed on, the peer may go on with its former one until it has our answer: that is tried until
/// the new one was heard.
final class SecureMedia {
  private(set) var security: AgreedSecurity
  private var sending: SecureStream?
  private var receiving: SecureStream?
  private var former: SecureStream?
  /// Where datagrams are decrypted: a piece of memory of its own, aligned.
  private let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1600)

  init(_ security: AgreedSecurity) {
    self.security = security
    storage.initialize(repeating: 0)
    sending = Self.sending(security)
    receiving = Self.receiving(security)
  }

  deinit { storage.deallocate() }

  /// Takes the keys that were agreed on now. A direction whose key stays goes on as it was.
  func use(_ security: AgreedSecurity) {
    let old = self.security
    self.security = security
    if security.suite != old.suite || security.sendKey != old.sendKey { sending = Self.sending(security) }
    if security.suite != old.suite || security.receiveKeys != old.receiveKeys {
      former = receiving
      receiving = Self.receiving(security)
    }
  }

  /// - Returns: the length of what is to be sent, zero for nothing.
  func protect(_ datagram: inout MutableSpan<UInt8>, length: Int, isControl: Bool) -> Int {
    guard let sending else { return 0 }
    return isControl
      ? sending.protectControl(&datagram, length: length) : sending.protect(&datagram, length: length)
  }

  /// - Returns: what is inside, there until the next call; empty for what is not the peer's.
  func open(_ datagram: Span<UInt8>, isControl: Bool) -> UnsafeBufferPointer<UInt8> {
    if let receiving, let length = open(datagram, with: receiving, isControl) {
      if !isControl { former = nil }
      return UnsafeBufferPointer(rebasing: storage[..<length])
    }
    if let former, let length = open(datagram, with: former, isControl) {
      return UnsafeBufferPointer(rebasing: storage[..<length])
    }
    return UnsafeBufferPointer(start: nil, count: 0)
  }

  private func open(_ datagram: Span<UInt8>, with stream: SecureStream, _ isControl: Bool) -> Int? {
    guard datagram.count <= storage.count else { return nil }
    for index in datagram.indices { storage[index] = datagram[index] }
    var place = storage.mutableSpan
    let length =
      isControl
      ? stream.unprotectControl(&place, length: datagram.count) : stream.unprotect(&place, length: datagram.count)
    return length > 0 ? length : nil
  }

  private static func sending(_ security: AgreedSecurity) -> SecureStream? {
    SecureStream(.sending, suite: security.suite.stream, keys: [MasterKey(security.sendKey)])
  }

  private static func receiving(_ security: AgreedSecurity) -> SecureStream? {
    SecureStream(.receiving, suite: security.suite.stream, keys: security.receiveKeys.map { MasterKey($0) })
  }
}

extension CryptoSuite {
  fileprivate var stream: SecureSuite {
    switch self {
    case .aes128GCM: .aes128GCM
    case .aes256GCM: .aes256GCM
    case .aes128HMAC80: .aes128HMAC80
    case .aes128HMAC32: .aes128HMAC32
    case .aes256HMAC80: .aes256HMAC80
    case .aes256HMAC32: .aes256HMAC32
    }
  }
}

extension MasterKey {
  fileprivate init(_ key: MediaKey) { self.init(key.bytes, identifier: key.identifier) }
}
