import CDatagrams
import CFloor
import Foundation
import RTP

extension Comparison {
  /// The packet loop: epoll over a port a call, packets read, looked at, and sent back.
  ///
  /// Trunkline's loop reads a batch and sends packet by packet, because on a tick each goes to another peer; the floor
  /// sends the batch with one call.
  static func echo() throws -> Comparison {
    let first = ProcessInfo.processInfo.environment["BENCH_PORT"].flatMap { UInt16($0) } ?? 22_400
    let line = try EchoLine(sockets: 32, from: first)
    guard let batch = datagrams_batch_new(16, 1600) else { fatalError("no memory for a batch of datagrams") }
    return Comparison(
      group: "media", title: "packet loop, 32 ports, one packet in and back", unit: "packet",
      contenders: [
        .measuring("Trunkline") { line.measure($0) { echo(on: $0, batch) } },
        .measuring("plain C") { line.measure($0) { Int(floor_echo($0)) } },
      ])
  }

  private static func echo(on socket: Int32, _ batch: OpaquePointer) -> Int {
    let count = datagrams_receive(batch, socket)
    var sent = 0
    for index in 0..<max(0, count) {
      let length = Int(datagrams_length(batch, index))
      let bytes = UnsafeBufferPointer(start: datagrams_bytes(batch, index), count: length)
      guard RTPPacket(reading: bytes.span) != nil else { continue }
      if datagrams_send(socket, bytes.baseAddress, Int32(length), datagrams_source(batch, index)) > 0 { sent += 1 }
    }
    return sent
  }
}
