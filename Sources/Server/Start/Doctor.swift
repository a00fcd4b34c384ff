import Agents
import AsyncHTTPClient
import Calls
import Carriers
import Foundation
import Logging
import NIOPosix
import Providers
import Store

/// Looks at everything that a server needs, without starting one.
public struct Doctor: Sendable {
  private let settings: Settings
  private let sources: SettingSources

  public init(settings: Settings, sources: SettingSources) {
    self.settings = settings
    self.sources = sources
  }

  /// Every key with its value, where it came from and what it means; secrets are masked.
  public var configurationText: String {
    let lines = SettingKey.allCases.map { key in
      let found = sources.values[key]
      let value = found.map { key.isSecret ? "(set)" : $0.value } ?? "(unset)"
      let origin = found.map { " [\($0.origin)]" } ?? ""
      return "\(key.rawValue) = \(value)\(origin)\n    \(key.summary); \(key.environmentName)"
    }
    return (["Configuration:"] + lines.map { "  " + $0.replacing("\n", with: "\n  ") } + [""]).joined(separator: "\n")
  }

  public func examine() async -> [Finding] {
    var findings = [ports("HTTP", settings.web.address, settings.web.port, [true])]
    findings.append(ports("SIP", settings.telephone.address, settings.telephone.port, [false, true]))
    for (name, port) in settings.telephone.securePorts {
      findings.append(ports(name, settings.telephone.address, port, [true]))
    }
    if let certificate = Self.certificate(settings, now: Date()) { findings.append(certificate) }
    findings.append(mediaPorts())
    let (storeFinding, carriers) = await store()
    findings.append(storeFinding)
    findings.append(addresses())
    findings += await engines()
    findings.append(carriers)
    findings.append(ClockCheck.finding(now: Date()))
    return findings
  }

  private func ports(_ name: String, _ address: String, _ port: Int, _ streams: [Bool]) -> Finding {
    let complaints = streams.compactMap { stream in
      PortProbe.complaint(address: address, port: port, stream: stream).map { (stream ? "TCP: " : "UDP: ") + $0 }
    }
    guard let complaint = complaints.first else {
      return Finding(.good, "ports", "\(name) \(address):\(port) is free")
    }
    return Finding(
      .problem, "ports",
      "\(name) \(address):\(port) cannot be opened (\(complaint)); stop what uses it (a running server?) or choose another"
    )
  }

  private func mediaPorts() -> Finding {
    let range = settings.telephone.mediaPorts
    let pairs = (Int(range.upperBound) - Int(range.lowerBound) + 1) / 2
    let sample = stride(from: Int(range.lowerBound), through: Int(range.upperBound), by: max(2, pairs / 8))
    let taken = sample.filter {
      PortProbe.complaint(address: settings.telephone.address, port: $0, stream: false) != nil
    }
    guard taken.isEmpty else {
      return Finding(.warning, "media ports", "some are in use (\(taken.map(String.init).joined(separator: ", ")))")
    }
    let enough = pairs >= settings.telephone.maxCalls
    return Finding(
      enough ? .good : .warning, "media ports",
      enough
        ? "\(range.lowerBound)-\(range.upperBound), for \(pairs) calls"
        : "room for \(pairs) calls, fewer than max_calls (\(settings.telephone.maxCalls)); widen media_ports")
  }

  private func store() async -> (store: Finding, carriers: Finding) {
    do {
      let data = DataFolder(settings)
      let store = try await data.openStore()
      defer { try? store.close() }
      try await store.check()
      let trunks = try await store.inboundTrunks()
      let open = trunks.filter { $0.allowedAddresses.isEmpty && $0.authUsername == nil }
      let carriers =
        open.isEmpty
        ? Finding(.good, "carriers", "trunks that take calls: \(trunks.count); each knows its callers")
        : Finding(
          .warning, "carriers",
          "anyone can call in on \(open.map(\.name).joined(separator: ", ")); set allowed_addresses or credentials")
      return (Finding(.good, "store", "\(try await store.engine()) answers: \(data.place)"), carriers)
    } catch {
      return (
        Finding(.problem, "store", "\(error)"), Finding(.warning, "carriers", "unknown without the store")
      )
    }
  }

  /// What a peer outside would see of this machine.
  private func addresses() -> Finding {
    let telephone = settings.telephone
    if let told = telephone.publicAddress {
      return Finding(.good, "addresses", "callers are told \(told); forward SIP and the media ports to this machine")
    }
    if telephone.address.hasPrefix("127.") || telephone.address == "::1" {
      return Finding(
        .good, "addresses", "SIP listens on \(telephone.address): only this machine can call (TRUNKLINE_BIND opens it)")
    }
    if let server = telephone.stunServer {
      return Finding(
        .good, "addresses",
        "callers are told what \(server) sees when the server starts; forward SIP and the media ports")
    }
    // An address of the documentation range: nothing is sent, the routing table is only asked.
    let outward =
      LocalAddress.facing(telephone.address.contains(":") ? "2001:db8::1" : "192.0.2.1") ?? telephone.address
    let isPrivate = Self.privateRanges.contains { $0.contains(outward) }
    return Finding(
      isPrivate ? .warning : .good, "addresses",
      isPrivate
        ? "callers are told \(outward), which is private; for calls from the internet set TRUNKLINE_PUBLIC_ADDRESS"
        : "callers are told \(outward)")
  }

  /// Addresses that nobody outside can reach: RFC 1918, RFC 6598 (carriers' NAT), link-local and their like of IPv6.
  private static let privateRanges = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10",
  ].compactMap { AddressRange($0) }

  private func engines() async -> [Finding] {
    var log = Logger(label: "doctor")
    log.logLevel = .critical
    let group = MultiThreadedEventLoopGroup.singleton
    let web = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: EngineCatalog.httpConfiguration)
    let catalog = EngineCatalog(
      configuration: ProvidersConfiguration(settings), defaultLanguageModel: FrontDesk(), http: web, group: group,
      log: log)
    let report = await catalog.report()
    do { try await web.shutdown() } catch { return [Finding(.warning, "engines", "\(error)")] }
    return report.lines.map { line in
      switch line.state {
      case .found(let text): Finding(.good, line.engine, text)
      case .degraded(let text): Finding(.warning, line.engine, text)
      case .missing(let text): Finding(.problem, line.engine, text)
      }
    }
  }
}
