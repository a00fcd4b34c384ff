/// The servers of one service, in the order in which they are to be tried (RFC 2782).
struct ServiceRecords {
  struct Server: Hashable {
    var host: String
    var port: Int
  }

  private struct Entry {
    var priority: UInt16
    var weight: UInt16
    var server: Server
  }

  /// By priority, and among equals by lot with the weights as chances. Empty when the service is not offered.
  static func ordered(_ records: [DNSRecord], random: inout some RandomNumberGenerator) -> [Server] {
    let entries = records.compactMap { record -> Entry? in
      guard case .service(let priority, let weight, let port, let target) = record.content, !target.isEmpty else {
        return nil
      }
      return Entry(priority: priority, weight: weight, server: Server(host: target, port: Int(port)))
    }
    let groups = Dictionary(grouping: entries, by: \.priority).sorted { $0.key < $1.key }
    return groups.flatMap { shuffled($0.value, &random) }
  }

  private static func shuffled(_ entries: [Entry], _ random: inout some RandomNumberGenerator) -> [Server] {
    // Weight zero stands first, so that it is taken only when the lot is zero.
    var rest = entries.filter { $0.weight == 0 } + entries.filter { $0.weight > 0 }
    var servers: [Server] = []
    while !rest.isEmpty {
      let sum = rest.reduce(0) { $0 + Int($1.weight) }
      var lot = Int.random(in: 0...sum, using: &random)
      var chosen = rest.count - 1
      for (index, entry) in rest.enumerated() {
        lot -= Int(entry.weight)
        if lot <= 0 {
          chosen = index
          break
        }
      }
      servers.append(rest.remove(at: chosen).server)
    }
    return servers
  }
}
