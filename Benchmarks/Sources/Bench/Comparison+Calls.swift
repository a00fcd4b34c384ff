import SIP

extension Comparison {
  /// Whole calls, from the bytes of INVITE, ACK and BYE to the bytes of 100, 180, 200 and 200, in virtual time: ten calls
  /// a second, each answered after 100 ms and up for a second, with every timer that comes due meanwhile. The timers of
  /// osip2 stand still, and it forgets its transactions at once.
  static func calls() -> Comparison {
    let script = CallScript(calls: 400)
    return Comparison(
      group: "SIP calls", title: "INVITE, 100, 180, 200, ACK, BYE, 200, from bytes to bytes", unit: "call",
      contenders: [
        Contender("Trunkline") { times in script.play(times) { keep(script.play(first: $0)) } },
        Contender("osip2") { times in script.play(times) { keep(script.playOSIP(first: $0)) } },
      ])
  }
}
