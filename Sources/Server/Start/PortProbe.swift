import Glibc

/// Tries whether ports can be bound, by binding and letting go.
enum PortProbe {
  /// Nil when free, else why not.
  static func complaint(address: String, port: Int, stream: Bool) -> String? {
    let isIPv6 = address.contains(":")
    let type = stream ? Int32(SOCK_STREAM.rawValue) : Int32(SOCK_DGRAM.rawValue)
    let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
    guard descriptor >= 0 else { return "no socket: \(String(cString: strerror(errno)))" }
    defer { close(descriptor) }
    var on: Int32 = 1
    if stream { setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) }
    let result = isIPv6 ? bind6(descriptor, address, port) : bind4(descriptor, address, port)
    return result == 0 ? nil : String(cString: strerror(errno))
  }

  private static func bind4(_ descriptor: Int32, _ address: String, _ port: Int) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { return -1 }
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func bind6(_ descriptor: Int32, _ address: String, _ port: Int) -> Int32 {
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(AF_INET6)
    name.sin6_port = in_port_t(truncatingIfNeeded: port).bigEndian
    guard inet_pton(AF_INET6, address, &name.sin6_addr) == 1 else { return -1 }
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }
}
