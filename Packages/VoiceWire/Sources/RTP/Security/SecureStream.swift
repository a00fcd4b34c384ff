internal import CSRTP

/// One direction of a call's encrypted media and control (RFC 3711), in place and without allocation but for the first
/// packet of each source.
///
/// The rollover counter, the replay window of 128 packets and the count of control packets are kept for each source.
/// Packets are worked on where they lie; their storage should begin at a multiple of four bytes.
public final class SecureStream {
  public enum Direction: Sendable {
    /// What we send is protected.
    case sending
    /// What the peer sends is authenticated and decrypted.
    case receiving
  }

  /// Bytes to keep free behind a packet that is to be protected.
  public static let trailerBytes = 24

  public let suite: SecureSuite
  private let session: srtp_t
  private let usesIdentifiers: Bool
  private let identifierBytes: Int

  /// - Parameter keys: what the sender uses; several are told apart by their identifiers. A sender uses the first.
  /// - Returns: nil when there is no key, or one of another length than the suite's.
  public init?(_ direction: Direction, suite: SecureSuite, keys: [MasterKey]) {
    // Of several keys without identifiers nothing tells which was used.
    let usable = keys.allSatisfy { !$0.identifier.isEmpty } ? keys : Array(keys.prefix(1))
    guard SecureLibrary.isReady, !usable.isEmpty, usable.count <= Int(SRTP_MAX_NUM_MASTER_KEYS),
      usable.allSatisfy({ $0.bytes.count == suite.keyBytes && $0.identifier.count <= Int(SRTP_MAX_MKI_LEN) }),
      let session = Self.open(direction, suite, usable)
    else { return nil }
    self.suite = suite
    self.session = session
    usesIdentifiers = !(usable.first?.identifier.isEmpty ?? true)
    identifierBytes = usable.map(\.identifier.count).max() ?? 0
  }

  deinit { srtp_dealloc(session) }

  /// Encrypts the first `length` bytes of `packet`, RTP, and appends the tag.
  ///
  /// - Returns: the new length; zero when there is no room, it is no RTP, or the key is used up: then it must not be
  ///   sent.
  public func protect(_ packet: inout MutableSpan<UInt8>, length: Int) -> Int {
    transform(&packet, length, least: RTPPacket.headerBytes, room: Self.trailerBytes + identifierBytes) {
      srtp_protect_mki(session, $0, $1, usesIdentifiers ? 1 : 0, 0)
    }
  }

  /// As ``protect(_:length:)``, for a compound RTCP packet.
  public func protectControl(_ packet: inout MutableSpan<UInt8>, length: Int) -> Int {
    transform(&packet, length, least: 8, room: Self.trailerBytes + identifierBytes) {
      srtp_protect_rtcp_mki(session, $0, $1, usesIdentifiers ? 1 : 0, 0)
    }
  }

  /// Checks and decrypts the first `length` bytes of `packet`.
  ///
  /// - Returns: the length of the RTP packet inside; zero for what is forged, torn or was heard before. `packet` is of
  ///   no use then.
  public func unprotect(_ packet: inout MutableSpan<UInt8>, length: Int) -> Int {
    transform(&packet, length, least: RTPPacket.headerBytes + suite.mediaTagBytes + identifierBytes, room: 0) {
      srtp_unprotect_mki(session, $0, $1, usesIdentifiers ? 1 : 0)
    }
  }

  /// As ``unprotect(_:length:)``, for RTCP.
  public func unprotectControl(_ packet: inout MutableSpan<UInt8>, length: Int) -> Int {
    transform(&packet, length, least: 8 + suite.controlTagBytes + identifierBytes, room: 0) {
      srtp_unprotect_rtcp_mki(session, $0, $1, usesIdentifiers ? 1 : 0)
    }
  }

  private func transform(
    _ packet: inout MutableSpan<UInt8>, _ length: Int, least: Int, room: Int,
    _ body: (UnsafeMutableRawPointer, UnsafeMutablePointer<Int32>) -> srtp_err_status_t
  ) -> Int {
    guard length >= least, length <= packet.count - room else { return 0 }
    return packet.withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      var count = Int32(clamping: length)
      return body(start, &count) == srtp_err_status_ok ? max(0, Int(count)) : 0
    }
  }

  private static func open(_ direction: Direction, _ suite: SecureSuite, _ keys: [MasterKey]) -> srtp_t? {
    // The library reads the keys while it opens the session, and keeps what it derives from them.
    let storage = keys.map { key in (bytes: copy(key.bytes), identifier: copy(key.identifier)) }
    defer {
      for (key, place) in zip(keys, storage) {
        place.bytes.update(repeating: 0, count: key.bytes.count)
        place.bytes.deallocate()
        place.identifier.deallocate()
      }
    }
    var masters = zip(keys, storage).map { key, place in
      srtp_master_key_t(key: place.bytes, mki_id: place.identifier, mki_size: UInt32(key.identifier.count))
    }
    return masters.withUnsafeMutableBufferPointer { masters in
      var places = masters.indices.map { index in masters.baseAddress.map { $0 + index } }
      return places.withUnsafeMutableBufferPointer { places in
        var policy = srtp_policy_t()
        suite.describe(&policy)
        policy.ssrc.type = direction == .sending ? ssrc_any_outbound : ssrc_any_inbound
        policy.keys = places.baseAddress
        policy.num_master_keys = UInt(places.count)
        policy.window_size = 128
        var session: srtp_t?
        return srtp_create(&session, &policy) == srtp_err_status_ok ? session : nil
      }
    }
  }

  private static func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8> {
    let place = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    for (index, byte) in bytes.enumerated() { place[index] = byte }
    return place
  }
}

/// The library wants to be opened once a process.
private enum SecureLibrary {
  static let isReady = srtp_init() == srtp_err_status_ok
}
