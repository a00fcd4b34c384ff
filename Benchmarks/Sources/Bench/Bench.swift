import Foundation

/// Prints one line of JSON for each round of each contender; `Benchmarks/run.py` makes the table of them.
///
/// `bench TORTURE_FOLDER [ROUNDS] [MILLISECONDS] [TITLE]`: with the RFC 4475 messages in the folder, that many rounds,
/// each contender working about that long in a round; only what has TITLE in its title.
@main
enum Bench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else {
      FileHandle.standardError.write(Data("usage: bench TORTURE_FOLDER [ROUNDS] [MILLISECONDS] [TITLE]\n".utf8))
      exit(2)
    }
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 7 : 7
    let milliseconds = arguments.count > 3 ? Int(arguments[3]) ?? 60 : 60
    let torture = try tortureMessages(in: arguments[1])
    let comparisons =
      Comparison.messages(torture: torture) + [Comparison.calls(), Comparison.room(), try Comparison.echo()]
    let title = arguments.count > 4 ? arguments[4] : ""
    for comparison in comparisons where title.isEmpty || comparison.title.contains(title) {
      comparison.run(rounds: rounds, each: .milliseconds(milliseconds))
    }
  }

  private static func tortureMessages(in folder: String) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".dat") }.sorted().map {
      Array(try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent($0)))
    }
  }
}
