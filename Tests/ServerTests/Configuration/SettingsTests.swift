import HTTPAPI
import Server
import Testing

@Suite struct SettingsTests {
  func settings(
    file: String? = nil, environment: [String: String] = [:], flags: [SettingKey: String] = [:]
  ) throws -> Settings {
    try Settings(
      SettingSources(file: file.map { ("trunkline.yaml", $0) }, environment: environment, flags: flags))
  }

  func complaint(file: String? = nil, environment: [String: String] = [:]) -> String {
    do {
      _ = try settings(file: file, environment: environment)
      return ""
    } catch { return "\(error)" }
  }

  @Test func `flags win over the environment, which wins over the file, which wins over defaults`() throws {
    let file = "http_port: 1001\nsip_port: 1002\nmax_calls: 7"
    let environment = ["TRUNKLINE_HTTP_PORT": "2001", "TRUNKLINE_SIP_PORT": "2002"]
    let settings = try settings(file: file, environment: environment, flags: [.httpPort: "3001"])
    #expect(settings.web.port == 3001)
    #expect(settings.telephone.port == 2002)
    #expect(settings.telephone.maxCalls == 7)
    #expect(settings.telephone.mediaPorts == 16384...20479)
  }

  @Test func `unknown keys are errors that name them and their place`() {
    #expect(complaint(file: "http_prot: 1").contains("http_prot in trunkline.yaml"))
    #expect(complaint(environment: ["TRUNKLINE_SIPPORT": "1"]).contains("TRUNKLINE_SIPPORT in the environment"))
    #expect(complaint(environment: ["OTHER": "1"]) == "")
  }

  @Test(arguments: [
    ("TRUNKLINE_HTTP_PORT", "70000"), ("TRUNKLINE_MEDIA_PORTS", "9-8"), ("TRUNKLINE_BIND", "localhost"),
    ("TRUNKLINE_LLM_BASE_URL", "ftp://x"), ("TRUNKLINE_LOG_LEVEL", "loud"), ("TRUNKLINE_COUNTRY_CODE", "+49"),
    ("TRUNKLINE_MAX_CALLS", "0"), ("TRUNKLINE_LLM", "remote"), ("TRUNKLINE_API_RATE", "0"),
    ("TRUNKLINE_CALL_BURST", "off"),
  ])
  func `a bad value is one line that names the key, its origin and the rule`(name: String, value: String) {
    let text = complaint(environment: [name: value])
    #expect(text.contains(name))
    #expect(text.contains("must") || text.contains("can only"))
    #expect(!text.contains("\n"))
  }

  @Test func `requests and calls of a key are limited unless they are set off`() throws {
    #expect(try settings().web.limits == RateLimits())
    let environment = ["TRUNKLINE_API_RATE": "off", "TRUNKLINE_CALL_RATE": "3", "TRUNKLINE_CALL_BURST": "4"]
    let limits = try settings(environment: environment).web.limits
    #expect(limits == RateLimits(requests: nil, calls: RateLimit(perSecond: 3, burst: 4)))
  }

  @Test func `a bad secret is not printed`() {
    let text = complaint(environment: ["TRUNKLINE_BOOTSTRAP_API_KEY": "hunter2"])
    #expect(text.contains("bootstrap_api_key"))
    #expect(!text.contains("hunter2"))
  }

  @Test func `SIP listens where HTTP does unless it has an address of its own`() throws {
    #expect(try settings().telephone.address == "127.0.0.1")
    #expect(try settings(environment: ["TRUNKLINE_BIND": "0.0.0.0"]).telephone.address == "0.0.0.0")
    #expect(try settings(environment: ["TRUNKLINE_SIP_BIND": "0.0.0.0"]).web.address == "127.0.0.1")
  }

  @Test(arguments: ["http_port: [1", "http_port: 1\nhttp_port: 2", "\tllm_api_key: sk-secret"])
  func `a file that is not YAML is one line and quotes none of it`(file: String) {
    let complaint = complaint(file: file)
    #expect(complaint.hasPrefix("trunkline.yaml is not YAML: "))
    #expect(!complaint.contains("\n"))
    #expect(!complaint.contains("sk-secret"))
  }

  @Test func `a database is a URL of PostgreSQL, and is never printed`() throws {
    #expect(try settings().database == nil)
    let url = "postgres://me:s3cret@db.example/calls"
    let given = try settings(environment: ["TRUNKLINE_DATABASE_URL": url])
    #expect(given.database.map { "\($0)" } == "the PostgreSQL database calls at db.example")
    let sources = try SettingSources(file: nil, environment: ["TRUNKLINE_DATABASE_URL": url], flags: [:])
    #expect(!Doctor(settings: given, sources: sources).configurationText.contains("s3cret"))
    for wrong in ["mysql://me:s3cret@db/calls", "postgres://me:s3cret@[::1/calls"] {
      let text = complaint(environment: ["TRUNKLINE_DATABASE_URL": wrong])
      #expect(text.hasPrefix("database_url (from TRUNKLINE_DATABASE_URL) must be"), "\(text)")
      #expect(!text.contains("s3cret"))
    }
  }
}
