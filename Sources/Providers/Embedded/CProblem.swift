/// Room for a C function to say what went wrong.
enum CProblem {
  /// Calls `body` with the room; what it wrote there is the problem when it gives nil.
  static func from<Result>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Result?) throws(EngineProblem) -> Result {
    var room = [CChar](repeating: 0, count: 512)
    let result = room.withUnsafeMutableBufferPointer { room in
      room.baseAddress.flatMap { body($0, room.count) }
    }
    guard let result else {
      throw EngineProblem(String(decoding: room.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    return result
  }
}

/// What a library said when it failed.
struct EngineProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
