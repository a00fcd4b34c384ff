/// Joins sound to what was before it, where what makes the sound was exchanged: a step there would be heard as a click.
struct Seam {
  private var last: Int16 = 0
  private var isOpen = false

  /// What comes next may begin anywhere.
  mutating func open() { isOpen = true }

  /// Lets an open seam's step die away over the first quarter of the frame, which is 5 ms.
  mutating func join(_ frame: inout [Int16]) {
    guard let first = frame.first, let end = frame.last else { return }
    if isOpen {
      let step = Int(last) - Int(first)
      let length = frame.count / 4
      for index in 0..<length {
        frame[index] = Int16(clamping: Int(frame[index]) + step * (length - index) / length)
      }
      isOpen = false
    }
    last = end
  }
}
