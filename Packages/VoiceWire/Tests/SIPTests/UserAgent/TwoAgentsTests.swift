import SIP
import Testing
import WireTesting

/// Our user agent against itself, over a network that loses, repeats and reorders: whatever is asked of both, calls end
/// once, and nothing is left.
struct TwoAgentsTests {
  /// A call that may be tried by `ways` servers, all of them the other agent.
  private func call(_ line: LossyLine, to index: Int, offers: Bool, ways: Int = 1) -> OutgoingCall {
    let way = Destination(line.flow(of: 1 - index))
    return OutgoingCall(
      target: SIPURI(user: "x", host: line.nodes[index].address.host),
      from: NameAddress(uri: SIPURI(user: "y", host: line.nodes[1 - index].address.host)),
      offer: offers ? Array("v=0 offer".utf8) : [], destination: way,
      alternatives: Array(repeating: way, count: ways - 1))
  }

  /// What a product may ask, whether it fits or not.
  private func command(_ line: inout LossyLine) -> LegCommand {
    let body = Array("v=0 \(line.chance(1000))".utf8)
    let target = NameAddress(uri: SIPURI(user: "z", host: "203.0.113.1"))
    return switch line.chance(23) {
    case 0, 1: .ring()
    case 2: .progress(183, body: body, isReliable: true)
    case 3: .progress(183, isReliable: true)
    case 4, 5, 6: .answer(body: body)
    case 7, 8: .reinvite(body: line.chance(3) == 0 ? [] : body)
    case 9: .update(body: line.chance(2) == 0 ? [] : body)
    case 10, 11, 12: .answerReoffer(body: body)
    case 13: .rejectReoffer(488)
    case 14, 15: .sendAnswer(body: body)
    case 16: .transfer(Transfer(target: target, wantsNews: line.chance(2) == 0))
    case 17: .acceptReferral
    case 18: .reportReferral(SIPStatus([180, 200, 486][line.chance(3)]))
    case 19: .probe
    case 20: .info(body: body, contentType: "text/plain")
    case 21: .identify(DigestIdentity(username: "us", password: "secret"))
    default: line.chance(6) == 0 ? .hangUp() : line.chance(10) == 0 ? .reject(486) : .ring()
    }
  }

  @Test(arguments: [TransportProtocol.udp, .tcp], 1...8)
  func `whatever is asked of both ends, each call ends once and nothing is left`(
    transport: TransportProtocol, seed: Int
  ) throws {
    var line = LossyLine(seed: UInt64(seed), lossPercent: UInt64(seed % 4) * 8, transport: transport)
    for round in 1...6 {
      let caller = line.chance(2)
      line.perform(
        .place(call(line, to: 1 - caller, offers: line.chance(4) != 0, ways: 1 + line.chance(3))),
        on: LegID.placed(UInt64(round)), at: caller)
    }
    for _ in 0..<300 {
      line.pass(.milliseconds(line.chance(400)))
      let index = line.chance(2)
      let legs = line.nodes[index].agent.legs
      if !legs.isEmpty { line.perform(command(&line), on: legs[line.chance(legs.count)], at: index) }
    }
    for index in 0..<2 {
      for leg in line.nodes[index].agent.legs { line.perform(.hangUp(), on: leg, at: index) }
    }
    line.pass(.seconds(400))
    #expect(line.unreadable.isEmpty)
    for node in line.nodes {
      #expect(node.agent.legs.isEmpty)
      #expect(node.agent.deadline == nil)
      for (leg, events) in node.events {
        let ends = events.filter { event in
          switch event {
          case .ended, .cancelled: true
          default: false
          }
        }
        #expect(ends.count == 1, "\(leg) of \(node.address) ended \(ends.count) times")
        #expect(events.last == ends.last, "\(leg) of \(node.address) went on after its end")
      }
    }
  }

  @Test(.rfc(3261, "13"), arguments: 1...10)
  func `a call over a line that loses a quarter of all comes up, is changed and ends on both sides`(seed: Int) throws {
    var line = LossyLine(seed: UInt64(seed), lossPercent: 25)
    let leg = LegID.placed(1)
    line.perform(.place(call(line, to: 1, offers: true)), on: leg, at: 0)
    line.pass(.seconds(20))
    line.perform(.progress(183, body: Array("v=0 early".utf8), isReliable: true), on: LegID(1), at: 1)
    line.pass(.seconds(20))
    line.perform(.answer(body: Array("v=0 early".utf8)), on: LegID(1), at: 1)
    line.pass(.seconds(30))
    #expect(line.nodes[0].events[leg]?.contains { if case .accepted = $0 { true } else { false } } == true)
    #expect(line.nodes[1].events[LegID(1)]?.contains { if case .confirmed = $0 { true } else { false } } == true)
    line.perform(.reinvite(body: Array("v=0 hold".utf8)), on: leg, at: 0)
    line.pass(.seconds(20))
    line.perform(.answerReoffer(body: Array("v=0 held".utf8)), on: LegID(1), at: 1)
    line.pass(.seconds(30))
    #expect(line.nodes[0].events[leg]?.contains { if case .renegotiated = $0 { true } else { false } } == true)
    line.perform(.hangUp(), on: LegID(1), at: 1)
    line.pass(.seconds(40))
    #expect(line.nodes[0].events[leg]?.last == .ended(.remoteHangUp(reasons: [])))
    #expect(line.nodes[1].events[LegID(1)]?.last == .ended(.localHangUp))
  }
}
