/// One module of ours and what it may import of ours: a row of the table that the manifests and the sources are held to.
struct Module {
  var name: String
  var ring: Ring
  var imports: Set<String>

  init(_ name: String, _ ring: Ring, imports: Set<String> = []) {
    self.name = name
    self.ring = ring
    self.imports = imports
  }
}

extension Module {
  /// Every module under `Sources` and `Packages/VoiceWire/Sources`. A new edge is a decision: change it here and in the
  /// manifest in one commit, with the reason.
  static let table: [Module] = [
    Module("SIP", .cores),
    Module("SDP", .cores),
    Module("RTP", .cores, imports: ["CSRTP"]),
    Module("Audio", .cores, imports: ["CSpeexDSP", "CSpanDSP", "COpus"]),

    Module("SIPTransport", .transports, imports: ["SIP", "CNameServer"]),
    Module("MediaTransport", .transports, imports: ["RTP", "CDatagrams"]),

    Module("Identifiers", .domain),
    Module(
      "Calls", .domain,
      imports: ["SIP", "SDP", "RTP", "Audio", "SIPTransport", "MediaTransport", "Identifiers"]),
    Module("Rooms", .domain, imports: ["Audio", "Identifiers"]),
    Module("Agents", .domain, imports: ["Audio", "Identifiers"]),
    Module("Carriers", .domain, imports: ["Identifiers"]),

    Module("Exchange", .application, imports: ["Calls", "Rooms", "Agents", "Carriers", "Identifiers"]),

    Module("HTTPAPI", .adapters, imports: ["Exchange", "Agents", "Carriers", "Rooms", "Identifiers"]),
    Module(
      "Store", .adapters, imports: ["HTTPAPI", "Exchange", "Agents", "Carriers", "Identifiers", "CPostgres"]),
    Module(
      "Providers", .adapters,
      imports: ["Agents", "Audio", "Identifiers", "COnnxRuntime", "CSherpa", "CFlite", "CSpawn"]),
    Module("Webhooks", .adapters, imports: ["Exchange", "Agents", "Identifiers"]),
    Module("Console", .adapters),

    Module(
      "Server", .composition,
      imports: [
        "HTTPAPI", "Store", "Providers", "Webhooks", "Console", "Exchange", "Calls", "Rooms", "Agents", "Carriers",
        "Identifiers",
        "SIPTransport", "MediaTransport", "SIP", "SDP", "RTP", "Audio",
      ]),
    Module("trunkline", .composition, imports: ["Server"]),
  ]

  /// Bindings to C: they import nothing of ours and are no part of the rings.
  static let bindings: Set<String> = [
    "CSpeexDSP", "CSpanDSP", "CSRTP", "COpus", "CDatagrams", "CNameServer", "COnnxRuntime", "CSherpa", "CFlite",
    "CSpawn", "CPostgres",
  ]

  /// What tests stand on: free to import anything of ours, imported by tests only.
  static let testSupport: Set<String> = ["WireTesting", "TrunklineTesting"]

  static let ours: Set<String> = Set(table.map(\.name)).union(bindings).union(testSupport)
}
