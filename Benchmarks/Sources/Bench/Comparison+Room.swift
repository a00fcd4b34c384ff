import Audio
import CFloor
import CPeers
import RTP

extension Comparison {
  /// The media of one packet in and one out, in rooms of three phones: header read, put in order, decoded, mixed, encoded,
  /// header written. Trunkline also keeps the RTCP statistics and adapts its delay.
  static func room() -> Comparison {
    let phones = 3
    return Comparison(
      group: "media", title: "jitter buffer, G.711, mix of three, one packet in and one out", unit: "packet",
      contenders: [
        Contender("Trunkline", work: trunklineRoom(of: phones)),
        Contender("speexdsp and spandsp") { times in
          let room = telephone_room_new(Int32(phones))
          defer { telephone_room_free(room) }
          play(times, phones) {
            telephone_room_receive(room, $0, $1.baseAddress, Int32($1.count))
          } tick: { out, _ in
            telephone_room_tick(room, out.baseAddress)
          }
        },
        Contender("plain C") { times in
          let room = floor_room_new(Int32(phones))
          defer { floor_room_free(room) }
          play(times, phones) {
            floor_room_receive(room, $0, $1.baseAddress, Int32($1.count))
          } tick: { out, _ in
            floor_room_tick(room, out.baseAddress)
          }
        },
      ])
  }

  private static func trunklineRoom(of count: Int) -> (Int) -> Void {
    { times in
      let phones = (0..<count).map { Phone(source: UInt32($0)) }
      var mixer = Mixer(frameSamples: 160)
      var now = Duration.zero
      play(times, count) { index, datagram in
        phones[Int(index)].receive(datagram.span, at: now)
      } tick: { out, _ in
        now += .milliseconds(20)
        mixer.clear()
        for phone in phones {
          phone.play(at: now)
          phone.add(to: &mixer)
        }
        for (index, phone) in phones.enumerated() {
          var datagram = UnsafeMutableBufferPointer(rebasing: out[index * 172..<(index + 1) * 172]).mutableSpan
          phone.send(mixer, into: &datagram)
        }
      }
    }
  }

  /// Gives each phone of a room its packet of every tick, `times` packets in all.
  private static func play(
    _ times: Int, _ phones: Int, receive: (Int32, UnsafeBufferPointer<UInt8>) -> Void,
    tick: (UnsafeMutableBufferPointer<UInt8>, Int) -> Void
  ) {
    var datagram = [UInt8](repeating: 0, count: 172)
    for index in 12..<172 { datagram[index] = UInt8(truncatingIfNeeded: index &* 37) }
    var out = [UInt8](repeating: 0, count: 172 * phones)
    for index in 0..<max(1, times / phones) {
      for phone in 0..<phones {
        var span = datagram.mutableSpan
        RTPPacket(
          payloadType: 0, sequence: UInt16(truncatingIfNeeded: index),
          timestamp: UInt32(truncatingIfNeeded: index &* 160), source: UInt32(phone) + 1
        ).writeHeader(into: &span)
        datagram.withUnsafeBufferPointer { receive(Int32(phone), $0) }
      }
      out.withUnsafeMutableBufferPointer { tick($0, index) }
    }
    keep(out)
  }
}
