import Demands
import RTP

/// One run: the input is one RTCP datagram, read as the media session reads it. Nothing may trap, reading ends, and the
/// reports it holds are written and read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  _ = RTPPacket.isControl(input.span)
  var statistics = ReceptionStatistics()
  var transmission = TransmissionStatistics()
  _ = statistics.record(RTPPacket(payloadType: 0, sequence: 7, timestamp: 160, source: 7), at: .zero)
  transmission.record(payloadBytes: 160)
  var reader = ControlReader()
  var packets = 0
  var report: SenderReport?
  while let packet = reader.next(in: input.span) {
    packets += 1
    demand(packets <= input.count, "more packets than bytes")
    switch packet {
    case .senderReport(let sent):
      report = sent
      statistics.record(sent, at: .milliseconds(packets))
    case .block(let block):
      transmission.record(block, at: .milliseconds(packets))
      rewrite(report, block)
    case .receiverReport, .bye: break
    }
  }
  _ = statistics.report(at: .seconds(5))
  return 0
}

private func rewrite(_ report: SenderReport?, _ block: ReportBlock) {
  var bytes = [UInt8](repeating: 0, count: 128)
  var writer = ControlWriter()
  var room = bytes.mutableSpan
  if let report {
    writer.add(report, block, into: &room)
  } else {
    writer.add(receiver: 7, block, into: &room)
  }
  writer.add(byeOf: 7, into: &room)
  let written = Array(bytes.prefix(writer.count))
  var reader = ControlReader()
  let head: ControlPacket = report.map { .senderReport($0) } ?? .receiverReport(source: 7)
  demand(reader.next(in: written.span) == head, "the report is read as another")
  demand(reader.next(in: written.span) == .block(block), "the block is read as another")
  demand(reader.next(in: written.span) == .bye(source: 7), "the goodbye is read as another")
}
