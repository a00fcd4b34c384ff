import Glibc

/// Finds out by which of this machine's addresses a peer is reached.
enum LocalAddress {
  /// The routing table's answer; nothing is sent. Nil when there is no route.
  static func facing(_ peer: String) -> String? {
    let isIPv6 = peer.contains(":")
    let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return isIPv6 ? facing6(peer, descriptor) : facing4(peer, descriptor)
  }

  private static func facing4(_ peer: String, _ descriptor: Int32) -> String? {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(9).bigEndian
    guard inet_pton(AF_INET, peer, &name.sin_addr) == 1 else { return nil }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let found = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard found else { return nil }
    return text(AF_INET, &name.sin_addr)
  }

  private static func facing6(_ peer: String, _ descriptor: Int32) -> String? {
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(AF_INET6)
    name.sin6_port = in_port_t(9).bigEndian
    guard inet_pton(AF_INET6, peer, &name.sin6_addr) == 1 else { return nil }
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let found = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard found else { return nil }
    return text(AF_INET6, &name.sin6_addr)
  }

  private static func text(_ family: Int32, _ address: UnsafeRawPointer) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(family, address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
    let end = buffer.firstIndex(of: 0) ?? buffer.endIndex
    return String(decoding: buffer[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
