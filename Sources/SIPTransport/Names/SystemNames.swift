internal import CNameServer
internal import Glibc
public import SIP

/// The name servers of `/etc/resolv.conf` for services, and all that the system knows of addresses: `/etc/hosts` too.
public struct SystemNames: NameLookup {
  private let server: HostPort?
  private let timeoutSeconds: Int32

  /// `server` is asked for everything in place of the system's, by its IPv4 address. `timeoutSeconds` is for one try of two.
  public init(server: HostPort? = nil, timeoutSeconds: Int = 3) {
    self.server = server
    self.timeoutSeconds = Int32(clamping: max(1, timeoutSeconds))
  }

  public func answer(to question: DNSQuestion) -> DNSAnswer {
    guard question.name.utf8.count <= 253, !question.name.utf8.contains(0) else {
      return .nothing(timeToLive: .seconds(60))
    }
    switch question.kind {
    case .a where server == nil: return addresses(question.name, AF_INET)
    case .aaaa where server == nil: return addresses(question.name, AF_INET6)
    case .a, .aaaa, .srv, .naptr: return ask(question)
    }
  }

  private func ask(_ question: DNSQuestion) -> DNSAnswer {
    let capacity = 65_535
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let length = trunkline_ask_name_server(
        question.name, Int32(question.kind.rawValue), server?.host, Int32(server?.port ?? 53), timeoutSeconds,
        buffer.baseAddress, Int32(capacity))
      count = max(0, Int(length))
    }
    guard let message = try? DNSMessage(bytes) else { return .failed }
    return message.answer(to: question.kind)
  }

  private func addresses(_ name: String, _ family: Int32) -> DNSAnswer {
    var hints = addrinfo()
    hints.ai_family = family
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard code == 0 else { return code == EAI_AGAIN ? .failed : .nothing(timeToLive: .seconds(30)) }
    var records: [DNSRecord] = []
    var next = list
    while let entry = next {
      if let text = Self.text(entry.pointee) {
        // The system does not tell how long it may be kept.
        records.append(DNSRecord(.address(text), timeToLive: .seconds(30)))
      }
      next = entry.pointee.ai_next
    }
    return records.isEmpty ? .nothing(timeToLive: .seconds(30)) : .records(records)
  }

  private static func text(_ entry: addrinfo) -> String? {
    guard let address = entry.ai_addr else { return nil }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard
      getnameinfo(address, entry.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
    else { return nil }
    let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.utf8.contains(0x25) ? nil : text
  }
}
