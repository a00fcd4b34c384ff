// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (Context.environment["TRUNKLINE_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : [])

// Outside packages, by what they are for.
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let ssl: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

// Ring 0 lives in a package of its own.
func wire(_ name: String) -> Target.Dependency { .product(name: name, package: "VoiceWire") }

func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + [wire("WireTesting")], resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "trunkline",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "trunkline", targets: ["trunkline"])],
  dependencies: [
    .package(path: "Packages/VoiceWire"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Ring 5: composition.
    .executableTarget(
      name: "trunkline",
      dependencies: ["Server", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/CLI", swiftSettings: strict),
    module(
      "Server",
      [
        "HTTPAPI", "Store", "Providers", "Webhooks", "Console", "Exchange", "Calls", "Rooms", "Agents", "Carriers",
        "Identifiers",
        "SIPTransport", "MediaTransport", wire("SIP"), wire("SDP"), wire("RTP"), wire("Audio"),
        nio, nioPosix, nioHTTP, log, crypto, lifecycle, hummingbird,
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"), .product(name: "Yams", package: "Yams"),
      ]),

    // Ring 4: adapters.
    module(
      "HTTPAPI", ["Exchange", "Agents", "Carriers", "Rooms", "Identifiers", hummingbird, nio, log, crypto],
      resources: [.copy("openapi.yaml")]),
    module(
      "Store",
      [
        "HTTPAPI", "Exchange", "Agents", "Carriers", "Identifiers", "CPostgres", log, crypto,
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    module(
      "Providers",
      [
        "Agents", "Identifiers", "COnnxRuntime", "CSherpa", "CFlite", "CSpawn", wire("Audio"), log, nio, nioPosix,
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    module(
      "Webhooks",
      [
        "Exchange", "Agents", "Identifiers", log, nio, nioPosix, nioHTTP, crypto,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    module("Console", [hummingbird], resources: [.copy("Page")]),

    // Ring 3: application.
    module("Exchange", ["Calls", "Rooms", "Agents", "Carriers", "Identifiers", log, crypto]),

    // Ring 2: domain.
    module(
      "Calls",
      [
        "SIPTransport", "MediaTransport", "Identifiers", wire("SIP"), wire("SDP"), wire("RTP"), wire("Audio"), log, nio,
      ]),
    module("Rooms", ["Identifiers", wire("Audio")]),
    module("Agents", ["Identifiers", wire("Audio"), log]),
    module("Carriers", ["Identifiers", log, crypto]),
    module("Identifiers", []),

    // Ring 1: transports.
    module(
      "SIPTransport",
      [
        wire("SIP"), "CNameServer", nio, nioPosix, log, crypto, nioTLS, ssl, nioHTTP,
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ]),
    module("MediaTransport", [wire("RTP"), "CDatagrams", log]),

    // C shims of ours: the calls that Swift cannot make directly.
    .target(name: "CDatagrams"),
    .target(name: "CNameServer", linkerSettings: [.linkedLibrary("resolv")]),
    .target(name: "COnnxRuntime"),
    .target(name: "CSherpa"),
    .target(name: "CFlite"),
    .target(name: "CSpawn"),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

    // Tests and what they stand on.
    module(
      "TrunklineTesting",
      [
        "Exchange", "Calls", "Rooms", "Agents", "Carriers", "Identifiers", "SIPTransport", "MediaTransport",
        wire("SIP"), wire("SDP"), wire("RTP"), wire("Audio"), log,
      ]),
    tests("IdentifiersTests", ["Identifiers"]),
    tests(
      "SIPTransportTests",
      [
        "SIPTransport", wire("SIP"), nio, nioPosix, .product(name: "NIOEmbedded", package: "swift-nio"), log, ssl,
        nioHTTP, .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ]),
    tests("MediaTransportTests", ["MediaTransport", wire("RTP"), log]),
    tests(
      "CallsTests",
      [
        "Calls", "TrunklineTesting", "SIPTransport", "MediaTransport", "Identifiers", wire("SIP"), wire("SDP"),
        wire("RTP"), wire("Audio"), log,
      ]),
    tests("RoomsTests", ["Rooms", "Identifiers", wire("Audio")]),
    tests("AgentsTests", ["Agents", "TrunklineTesting", "Identifiers", wire("Audio"), log]),
    tests("CarriersTests", ["Carriers", "Identifiers", log, crypto]),
    tests(
      "ExchangeTests",
      [
        "Exchange", "TrunklineTesting", "Calls", "Rooms", "Agents", "Carriers", "Identifiers", wire("SIP"),
        wire("Audio"), log,
      ]),
    tests(
      "ProvidersTests",
      [
        "Providers", "Agents", "Identifiers", wire("Audio"), log, nio, nioPosix,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    tests(
      "WebhooksTests",
      ["Webhooks", "TrunklineTesting", "Exchange", "Agents", "Identifiers", log, nio, nioPosix, nioHTTP, crypto]),
    tests(
      "StoreTests",
      [
        "Store", "HTTPAPI", "Exchange", "Agents", "Carriers", "Identifiers", log, crypto,
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests(
      "HTTPAPITests",
      [
        "HTTPAPI", "Store", "Exchange", "Agents", "Carriers", "Identifiers", log, hummingbird, crypto,
        .product(name: "HummingbirdTesting", package: "hummingbird"), .product(name: "Yams", package: "Yams"),
      ]),
    tests(
      "ConsoleTests",
      ["Console", hummingbird, .product(name: "HummingbirdTesting", package: "hummingbird")]),
    tests("ServerTests", ["Server", "Store", "HTTPAPI", "SIPTransport", wire("SIP"), "Identifiers", log]),
    tests(
      "ScenarioTests",
      [
        "TrunklineTesting", "Exchange", "Calls", "Rooms", "Agents", "Carriers", "Identifiers", "SIPTransport",
        "MediaTransport", wire("SIP"), wire("SDP"), wire("RTP"), wire("Audio"), log,
      ]),
    tests("ArchitectureTests", []),
  ]
)
