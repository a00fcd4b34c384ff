extension MutableSpan where Element == Int16 {
  /// Makes it louder or softer by a factor; ``Decibels/gain(_:)`` gives the factor for decibels.
  public mutating func amplify(by gain: Float) {
    for index in indices { self[index] = self[index].scaled(by: gain) }
  }

  /// Raises the first `samples` from silence, evenly.
  public mutating func fadeIn(over samples: Int) {
    let length = Swift.min(samples, count)
    for index in 0..<Swift.max(0, length) { self[index] = Int16(Int(self[index]) * (index + 1) / (length + 1)) }
  }

  /// Lowers the last `samples` to silence, evenly.
  public mutating func fadeOut(over samples: Int) {
    let length = Swift.min(samples, count)
    for index in 0..<Swift.max(0, length) {
      let place = count - 1 - index
      self[place] = Int16(Int(self[place]) * (index + 1) / (length + 1))
    }
  }

  /// Makes it silent.
  public mutating func silence() {
    for index in indices { self[index] = 0 }
  }
}
