/// The same work by several contenders, turn by turn, so that all meet the same neighbours on the machine.
struct Comparison {
  let group: String
  let title: String
  /// What one time of the work is: "message", "packet", "call".
  let unit: String
  /// The first is Trunkline.
  let contenders: [Contender]

  func run(rounds: Int, each: Duration) {
    let times = contenders.map { calibrated($0, to: each) }
    for round in 1...max(1, rounds) {
      for (contender, times) in zip(contenders, times) {
        let microseconds = contender.spent(times) / .microseconds(1) / Double(times)
        print(
          #"{"group": "\#(group)", "title": "\#(title)", "unit": "\#(unit)", "who": "\#(contender.name)", "#
            + #""round": \#(round), "microseconds": \#(microseconds)}"#)
      }
    }
  }

  /// How often the contender can do the work in that time, found out while it warms up.
  private func calibrated(_ contender: Contender, to each: Duration) -> Int {
    var times = 1
    while true {
      let spent = contender.spent(times)
      if spent >= each / 4 { return max(1, Int(Double(times) * (each / spent))) }
      times *= 4
    }
  }
}

/// Keeps the optimiser from leaving out what nobody looks at.
@inline(never)
func keep<Value>(_ value: consuming Value) {}
