/// The `data` of server-sent events, out of bytes that arrive in any pieces (HTML Living Standard §9.2.6).
///
/// Lines end with LF, CR LF or CR; data of several lines is joined with LF; comments and other fields are passed over.
struct ServerSentEvents: Sendable {
  /// The longest event that is believed, in bytes.
  static let longest = 1 << 20

  /// An event is longer than ``longest``.
  struct TooLong: Error {}

  private var line: [UInt8] = []
  private var data: [UInt8]?
  private var sawReturn = false

  init() {}

  /// The events that these bytes complete.
  mutating func receive(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [[UInt8]] {
    var events: [[UInt8]] = []
    for byte in bytes {
      defer { sawReturn = byte == UInt8(ascii: "\r") }
      switch byte {
      case UInt8(ascii: "\n") where sawReturn: continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): endLine(into: &events)
      default:
        line.append(byte)
        if line.count + (data?.count ?? 0) > Self.longest { throw TooLong() }
      }
    }
    return events
  }

  /// What the stream ended with: some servers leave out the last blank line.
  mutating func finish() -> [[UInt8]] {
    var events: [[UInt8]] = []
    if !line.isEmpty { endLine(into: &events) }
    endLine(into: &events)
    return events
  }

  private mutating func endLine(into events: inout [[UInt8]]) {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      if let data { events.append(data) }
      data = nil
      return
    }
    let field = Array("data:".utf8)
    guard line.starts(with: field) else { return }
    let value = line.dropFirst(field.count).drop { $0 == UInt8(ascii: " ") }
    data = data.map { $0 + [UInt8(ascii: "\n")] + value } ?? Array(value)
  }
}
