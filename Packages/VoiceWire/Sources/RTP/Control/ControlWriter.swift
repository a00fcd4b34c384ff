/// Writes a compound RTCP datagram into a caller's buffer: report, then name, then goodbye (RFC 3550 §6.1).
///
/// A packet that does not fit is left out; `count` is what was written.
public struct ControlWriter: Sendable {
  public private(set) var count = 0

  public init() {}

  /// A sender report with at most one block about the source we hear.
  public mutating func add(
    _ report: SenderReport, _ block: ReportBlock?, into bytes: inout MutableSpan<UInt8>
  ) {
    let length = 28 + (block == nil ? 0 : ReportBlock.bytes)
    guard let start = begin(type: 200, items: block == nil ? 0 : 1, length: length, into: &bytes) else { return }
    bytes.setBigEndian(report.source, at: start + 4)
    bytes.setBigEndian(UInt32(truncatingIfNeeded: report.time.bits >> 32), at: start + 8)
    bytes.setBigEndian(UInt32(truncatingIfNeeded: report.time.bits), at: start + 12)
    bytes.setBigEndian(report.timestamp, at: start + 16)
    bytes.setBigEndian(report.packets, at: start + 20)
    bytes.setBigEndian(report.octets, at: start + 24)
    block?.write(into: &bytes, at: start + 28)
  }

  /// A receiver report from `source`, which sends nothing at present.
  public mutating func add(
    receiver source: UInt32, _ block: ReportBlock?, into bytes: inout MutableSpan<UInt8>
  ) {
    let length = 8 + (block == nil ? 0 : ReportBlock.bytes)
    guard let start = begin(type: 201, items: block == nil ? 0 : 1, length: length, into: &bytes) else { return }
    bytes.setBigEndian(source, at: start + 4)
    block?.write(into: &bytes, at: start + 8)
  }

  /// The canonical name of `source` (RFC 3550 §6.5.1), at most 255 bytes of it.
  public mutating func add(name: Span<UInt8>, of source: UInt32, into bytes: inout MutableSpan<UInt8>) {
    let length = min(name.count, 255)
    // Header, source, item head, text, at least one zero, padded to four.
    let total = (4 + 4 + 2 + length + 1 + 3) / 4 * 4
    guard let start = begin(type: 202, items: 1, length: total, into: &bytes) else { return }
    bytes.setBigEndian(source, at: start + 4)
    bytes[start + 8] = 1
    bytes[start + 9] = UInt8(truncatingIfNeeded: length)
    for index in 0..<length { bytes[start + 10 + index] = name[index] }
    for index in start + 10 + length..<start + total { bytes[index] = 0 }
  }

  /// The goodbye of `source`.
  public mutating func add(byeOf source: UInt32, into bytes: inout MutableSpan<UInt8>) {
    guard let start = begin(type: 203, items: 1, length: 8, into: &bytes) else { return }
    bytes.setBigEndian(source, at: start + 4)
  }

  private mutating func begin(type: UInt8, items: UInt8, length: Int, into bytes: inout MutableSpan<UInt8>) -> Int? {
    let start = count
    guard bytes.count - start >= length else { return nil }
    bytes[start] = 0x80 | items
    bytes[start + 1] = type
    bytes.setBigEndian(UInt16(truncatingIfNeeded: length / 4 - 1), at: start + 2)
    count += length
    return start
  }
}
