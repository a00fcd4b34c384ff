/// What can be told of a message without parsing it: its first line and its User-Agent. Takes the same time for every
/// message, because it looks at no more than the first two kilobytes.
public struct MessageGlance: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// INVITE, REGISTER, OPTIONS and other requests that open something.
    case opening
    /// ACK, BYE and other requests inside of a call, responses and keep-alives.
    case following
    /// Nothing that SIP begins with, or an INVITE that calls nobody.
    case garbage
  }

  public let kind: Kind
  /// The program that sends it is known for looking for doors.
  public let isScanner: Bool

  private static let examined = 2048

  public init(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(Self.examined))
    let line = head.prefix { $0 != 0x0D && $0 != 0x0A }
    kind = line.isEmpty && head.allSatisfy { $0 == 0x0D || $0 == 0x0A } ? .following : Self.kind(of: line)
    isScanner = kind == .opening && Self.isScanner(head)
  }

  private static func kind(of line: ArraySlice<UInt8>) -> Kind {
    if line.starts(with: "SIP/2.0 ".utf8) { return .following }
    guard let space = line.firstIndex(of: 0x20), (3...32).contains(space - line.startIndex),
      line[..<space].allSatisfy({ $0.isSIPToken }), String(decoding: line.suffix(8), as: UTF8.self) == " SIP/2.0"
    else { return .garbage }
    switch String(decoding: line[..<space], as: UTF8.self) {
    case "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "NOTIFY", "REFER": return .following
    case "INVITE":
      // Nobody is called by a request that names nobody.
      let target = line[space...].dropFirst()
      guard let colon = target.firstIndex(of: 0x3A) else { return .garbage }
      let at = target.firstIndex(of: 0x40)
      return target.starts(with: "tel:".utf8) || at.map { $0 > colon + 1 } == true ? .opening : .garbage
    default: return .opening
    }
  }

  /// Programs that scan, as they call themselves.
  private static let scanners = [
    "friendly-scanner", "friendly-request", "sipvicious", "sipcli", "sip-scan", "sipscan", "sundayddr", "iwar",
    "pplsip", "masscan", "zmap",
  ].map { Array($0.utf8) }
  private static let name = Array("user-agent:".utf8)

  private static func isScanner(_ head: [UInt8]) -> Bool {
    var start = 0
    while let end = head[start...].firstIndex(of: 0x0A) {
      start = end + 1
      guard matches(name, at: start, in: head) else { continue }
      var place = start + name.count
      while place < head.count, head[place] == 0x20 || head[place] == 0x09 { place += 1 }
      return scanners.contains { matches($0, at: place, in: head) }
    }
    return false
  }

  private static func matches(_ word: [UInt8], at start: Int, in head: [UInt8]) -> Bool {
    start + word.count <= head.count && zip(word, head[start...]).allSatisfy { $0 == $1.asciiLower }
  }
}
