import CPostgres
import Glibc

extension PostgresSession {
  /// The oldest version that is tested and understood.
  static let oldestVersion = 14

  /// Connects, within five seconds, and prepares the session.
  ///
  /// - Throws: ``PostgresFailure/lost(reason:)`` when nobody answers or the server is starting; ``StoreError`` when it
  ///   refuses us, or is not one that we can use.
  static func open(_ location: PostgresLocation) throws -> PostgresSession {
    let connection = try connect(location, within: .seconds(5))
    let session = PostgresSession(connection)
    // Else libpq writes notices, like that of a table which is there already, to the standard error.
    PQsetNoticeReceiver(connection, { _, _ in }, nil)
    if let complaint = complaint(
      version: Int(PQserverVersion(connection)),
      encoding: PQparameterStatus(connection, "server_encoding").map { String(cString: $0) }, of: location)
    {
      throw complaint
    }
    // Keep-alives of the server, so that it notices within a minute that a machine of ours is gone. A commit is on the
    // disk when it returns, also where the operator made that optional for others.
    try session.command(
      """
      SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s';
      SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
      SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
      """)
    return session
  }

  /// - Parameter version: as libpq counts, 150018 for 15.18.
  static func complaint(version: Int, encoding: String?, of location: PostgresLocation) -> StoreError? {
    guard version / 10_000 >= oldestVersion else {
      return .tooOld(
        place: "\(location)", version: "PostgreSQL \(version / 10_000).\(version % 10_000)", oldest: "\(oldestVersion)")
    }
    guard encoding == "UTF8" else {
      return .refused(
        place: "\(location)", reason: "its encoding is \(encoding ?? "unknown")",
        advice: "make one with createdb --encoding=UTF8 --template=template0")
    }
    return nil
  }

  private static func connect(_ location: PostgresLocation, within limit: Duration) throws -> OpaquePointer {
    // What the URL says wins over what stands before it.
    let settings: [(String, String)] = [
      ("fallback_application_name", "trunkline"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "10000"), ("dbname", location.url), ("client_encoding", "UTF8"),
    ]
    let texts = settings.flatMap { [strdup($0.0), strdup($0.1)] }
    defer { for text in texts { free(text) } }
    let keywords = stride(from: 0, to: texts.count, by: 2).map { UnsafePointer(texts[$0]) } + [nil]
    let values = stride(from: 1, to: texts.count, by: 2).map { UnsafePointer(texts[$0]) } + [nil]
    guard let connection = PQconnectStartParams(keywords, values, 1) else {
      throw StoreError.failed(reason: "no memory for a connection to PostgreSQL")
    }
    // The SQLSTATE of a refusal is only told so.
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    let failure = wait(for: connection, within: limit, location)
    PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
    if let failure {
      PQfinish(connection)
      throw failure
    }
    return connection
  }

  /// Nil once it is open.
  private static func wait(
    for connection: OpaquePointer, within limit: Duration, _ location: PostgresLocation
  ) -> (any Error)? {
    let deadline = ContinuousClock.now + limit
    var state = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING {
      let left = deadline - .now
      let events = Int16(state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN)
      var socket = pollfd(fd: PQsocket(connection), events: events, revents: 0)
      let ready = poll(&socket, 1, Int32(max(0, left / .milliseconds(1))))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return PostgresFailure.lost(reason: "no answer within 5 s") }
      state = PQconnectPoll(connection)
    }
    guard state != PGRES_POLLING_OK else { return nil }
    return refusal(String(cString: PQerrorMessage(connection)), location)
  }

  /// - Parameter message: libpq's, like `connection to server at "db", port 5432 failed: FATAL:  28P01: password …`.
  static func refusal(_ message: String, _ location: PostgresLocation) -> any Error {
    let line = message.split(separator: "\n").first.map(String.init) ?? "no reason given"
    guard let found = line.firstMatch(of: /FATAL: +([0-9A-Z]{5}): +(.*)/) else {
      let reason = line.ranges(of: " failed: ").last.map { String(line[$0.upperBound...]) } ?? line
      return PostgresFailure.lost(reason: reason)
    }
    let reason = String(found.2)
    switch found.1.prefix(2) {
    case "28":
      return StoreError.refused(
        place: "\(location)", reason: reason, advice: "correct the user and password in TRUNKLINE_DATABASE_URL")
    case "3D":
      return StoreError.refused(
        place: "\(location)", reason: reason, advice: "make it with createdb, or correct TRUNKLINE_DATABASE_URL")
    case "42":
      return StoreError.refused(
        place: "\(location)", reason: reason, advice: "grant the user CONNECT on it")
    default: return PostgresFailure.lost(reason: reason)
    }
  }
}
