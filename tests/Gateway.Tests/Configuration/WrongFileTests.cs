using System.Text;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>A file that the gateway cannot use stops the start with one line: the file, the line of the file, the setting and the reason.</summary>
public sealed class WrongFileTests : IDisposable
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string Keys = "general_settings: { master_key: sk-own }\n";
    private const string Whole = Models + Keys;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wrong-");

    // The file behind a valid model and key, and the beginning of the message behind the name of the file.
    [Theory]
    [InlineData("litellm_settings: text", ":3: litellm_settings ")]
    [InlineData("litellm_settings: [text]", ":3: litellm_settings ")]
    [InlineData("litellm_settings: { callbacks: { otel: true } }", ":3: litellm_settings.callbacks ")]
    [InlineData("litellm_settings: { callbacks: [[otel]] }", ":3: litellm_settings.callbacks ")]
    [InlineData("litellm_settings: { callbacks: langfuze }", ":3: litellm_settings.callbacks ")]
    [InlineData("litellm_settings: { success_callback: [5] }", ":3: litellm_settings.success_callback ")]
    [InlineData("litellm_settings: { num_retries: -1 }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { num_retries: 1.5 }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { num_retries: many }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { num_retries: .nan }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { num_retries: 99999999999 }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { num_retries: [3] }", ":3: litellm_settings.num_retries ")]
    [InlineData("litellm_settings: { request_timeout: 0 }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: -1 }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: 10s }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: '1,5' }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: NaN }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: Infinity }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { request_timeout: 1e300 }", ":3: litellm_settings.request_timeout ")]
    [InlineData("litellm_settings: { cache: maybe }", ":3: litellm_settings.cache ")]
    [InlineData("litellm_settings: { cache: { type: redis } }", ":3: litellm_settings.cache ")]
    [InlineData("litellm_settings: { fallbacks: demo }", ":3: litellm_settings.fallbacks ")]
    [InlineData("litellm_settings: { fallbacks: [demo] }", ":3: litellm_settings.fallbacks")]
    [InlineData("litellm_settings: { fallbacks: [{ demo: [unknown] }] }", ":3: litellm_settings.fallbacks")]
    [InlineData("litellm_settings: { fallbacks: [{ demo: { a: b } }] }", ":3: litellm_settings.fallbacks")]
    [InlineData("litellm_settings: { forward_traceparent_to_llm_provider: { a: b } }", ":3: litellm_settings.forward_traceparent_to_llm_provider ")]
    [InlineData("litellm_settings: { forward_traceparent_to_llm_provider: ['https://a/b'] }", ":3: litellm_settings.forward_traceparent_to_llm_provider ")]
    [InlineData("litellm_settings: { turn_off_message_logging: yes please }", ":3: litellm_settings.turn_off_message_logging ")]
    [InlineData("litellm_settings: { provider_url_destination_allowed_hosts: { a: b } }", ":3: litellm_settings.provider_url_destination_allowed_hosts ")]
    [InlineData("litellm_settings: { provider_url_destination_allowed_hosts: ['https://a/b'] }", "TracedLlm:AllowedBackendHosts ")]
    [InlineData("litellm_settings: { default_team_settings: { a: b } }", ":3: litellm_settings.default_team_settings ")]
    [InlineData("litellm_settings: { default_team_settings: [5] }", ":3: litellm_settings.default_team_settings[0] ")]
    [InlineData("litellm_settings: { default_team_settings: [{ callbacks: [otel] }] }", ":3: litellm_settings.default_team_settings[0].team_id ")]
    [InlineData("litellm_settings: { default_team_settings: [{ team_id: a }, { team_id: a }] }", ":3: litellm_settings.default_team_settings[1].team_id ")]
    [InlineData("litellm_settings: { default_team_settings: [{ team_id: a, langfuze_host: b }] }", ":3: litellm_settings.default_team_settings[0].langfuze_host ")]
    [InlineData("router_settings: text", ":3: router_settings ")]
    [InlineData("router_settings: { num_retries: x }", ":3: router_settings.num_retries ")]
    [InlineData("router_settings: { timeout: -5 }", ":3: router_settings.timeout ")]
    [InlineData("router_settings: { fallbacks: 5 }", ":3: router_settings.fallbacks ")]
    [InlineData("callback_settings: [otel]", ":3: callback_settings ")]
    [InlineData("callback_settings: { otel: text }", ":3: callback_settings.otel ")]
    [InlineData("callback_settings: { otel: { message_logging: perhaps } }", ":3: callback_settings.otel.message_logging ")]
    [InlineData("guardrails: { a: b }", ":3: guardrails ")]
    [InlineData("guardrails: [5]", ":3: guardrails[0] ")]
    [InlineData("guardrails: [{ guardrail_name: a }]", ":3: guardrails[0].litellm_params ")]
    [InlineData("guardrails: [{ litellm_params: { guardrail: regex, mode: pre_call } }]", ":3: guardrails[0].guardrail_name ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: unknown, mode: pre_call } }]", ":3: guardrails[0].litellm_params.guardrail ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: sometimes, patterns: { a: b } } }]", ":3: guardrails[0].litellm_params.mode ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, patterns: { a: '(' } } }]", ":3: guardrails[0].litellm_params.patterns")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, patterns: [a] } }]", ":3: guardrails[0].litellm_params.patterns ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, patterns: { a: b }, action: explode } }]", ":3: guardrails[0].litellm_params.action ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, patterns: { a: b }, default_on: 5 } }]", ":3: guardrails[0].litellm_params.default_on ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call } }]", ":3: guardrails[0].litellm_params.api_base ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'ftp://a' } }]", ":3: guardrails[0].litellm_params.api_base ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://a', timeout: -1 } }]", ":3: guardrails[0].litellm_params.timeout ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://a', headers: [a] } }]", ":3: guardrails[0].litellm_params.headers ")]
    [InlineData("guardrails: [{ guardrail_name: a, litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://a', headers: { 'a b': c } } }]", ":3: guardrails[0].litellm_params.headers")]
    [InlineData("environment_variables: [A=b]", ":3: environment_variables ")]
    [InlineData("environment_variables: text", ":3: environment_variables ")]
    [InlineData("environment_variables: { A: [b] }", ":3: environment_variables.A ")]
    [InlineData("environment_variables: { 'A=B': c }", ":3: environment_variables.A=B ")]
    [InlineData("environment_variables: { '': c }", ":3: environment_variables. ")]
    [InlineData("environment_variables: { A: \"b\\0c\" }", ":3: environment_variables.A ")]
    [InlineData("environment_variables: { A: os.environ/NOT_SET_ANYWHERE }", ":3: environment_variables.A names the environment variable NOT_SET_ANYWHERE")]
    [InlineData("credential_list: { a: b }", ":3: credential_list ")]
    [InlineData("credential_list: [5]", ":3: credential_list[0] ")]
    [InlineData("credential_list: [{ credential_values: { api_key: a } }]", ":3: credential_list[0].credential_name ")]
    [InlineData("include: { a: b }", ":3: include ")]
    [InlineData("include: [not-there.yaml]", ":3: include ")]
    [InlineData("include: [[a]]", ":3: include ")]
    [InlineData("include: [DIRECTORY]", ":3: include ")]
    [InlineData("guardrail: []", ":3: guardrail ")]
    [InlineData("model_lists: []", ":3: model_lists ")]
    [InlineData("model_list: []", ":3: ")]
    [InlineData("general_settings: { master_key: b }", ":3: ")]
    [InlineData("a: *unknown", ":3: *unknown has no anchor &unknown before it")]
    [InlineData("a: &a [*a]", ":3: ")]
    [InlineData("router_settings: { <<: 5 }", ":3: ")]
    [InlineData("router_settings:\n\tnum_retries: 1", ":4: a line begins with a tab; write spaces")]
    [InlineData("router_settings: { num_retries: 1, num_retries: 2 }", ":3: ")]
    [InlineData("router_settings: [1, 2", ":")]
    [InlineData("router_settings: 'open", ":")]
    [InlineData("router_settings: { a: ] }", ":3: ")]
    [InlineData("  - a\n b", ":")]
    [InlineData("---\na: b", "the file holds more than one document")]
    [InlineData("router_settings: !!python/object:os.system a", ":3: router_settings ")]
    public async Task A_wrong_setting_of_the_file_is_one_line(string yaml, string expected)
    {
        var error = await FindErrorAsync(Encoding.UTF8.GetBytes(Whole + yaml.Replace("DIRECTORY", _directory.FullName, StringComparison.Ordinal)));

        AssertOneLine(error, expected);
    }

    // The whole file.
    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# a comment", "the file is empty")]
    [InlineData("[]", ":1: the file must be a mapping")]
    [InlineData("text", ":1: the file must be a mapping")]
    [InlineData("null", ":1: the file must be a mapping")]
    [InlineData("{}", "model_list")]
    [InlineData(Keys, "model_list")]
    [InlineData("model_list: text\n" + Keys, ":1: model_list ")]
    [InlineData("model_list: { a: b }\n" + Keys, ":1: model_list ")]
    [InlineData("model_list: [5]\n" + Keys, ":1: model_list[0] ")]
    [InlineData("model_list: [null]\n" + Keys, ":1: model_list[0] ")]
    [InlineData("model_list: [{ litellm_params: { model: simulated/a } }]\n" + Keys, ":1: model_list[0].model_name ")]
    [InlineData("model_list: [{ model_name: a }]\n" + Keys, ":1: model_list[0].litellm_params ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: [b] }]\n" + Keys, ":1: model_list[0].litellm_params ")]
    [InlineData("model_list: [{ model_name: [a], litellm_params: { model: simulated/a } }]\n" + Keys, ":1: model_list[0].model_name ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { api_key: b } }]\n" + Keys, ":1: model_list[0].litellm_params.model ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: nobody/b } }]\n" + Keys, ":1: model_list[0].litellm_params.model ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, api_base: 'ftp://a' } }]\n" + Keys, ":1: model_list[0].litellm_params.api_base ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, api_base: 'a b' } }]\n" + Keys, ":1: model_list[0].litellm_params.api_base ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, api_base: 'http://a:99999' } }]\n" + Keys, ":1: model_list[0].litellm_params.api_base ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: [k] } }]\n" + Keys, ":1: model_list[0].litellm_params.api_key ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: os.environ/NOT_SET_ANYWHERE } }]\n" + Keys, ":1: model_list[0].litellm_params.api_key names the environment variable NOT_SET_ANYWHERE")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, extra_headers: [a] } }]\n" + Keys, ":1: model_list[0].litellm_params.extra_headers ")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, extra_headers: { 'a b': c } } }]\n" + Keys, ":1: model_list[0].litellm_params.extra_headers")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, extra_headers: { a: \"b\\r\\nc: d\" } } }]\n" + Keys, ":1: model_list[0].litellm_params.extra_headers")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: \"k\\nl\" } }]\n" + Keys, ":1: model_list[0].litellm_params.api_key")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k, litellm_credential_name: unknown } }]\n" + Keys, ":1: model_list[0].litellm_params.litellm_credential_name ")]
    [InlineData(Models, "key")]
    [InlineData(Models + "general_settings: text", ":2: general_settings ")]
    [InlineData(Models + "general_settings: { master_key: [a] }", ":2: general_settings.master_key ")]
    [InlineData(Models + "general_settings: { master_key: os.environ/NOT_SET_ANYWHERE }", ":2: general_settings.master_key names the environment variable NOT_SET_ANYWHERE")]
    [InlineData(Models + "general_settings: { master_key: a, keys: { a: b } }", ":2: general_settings.keys ")]
    [InlineData(Models + "general_settings: { master_key: a, keys: [sk-b] }", ":2: general_settings.keys[0] ")]
    [InlineData(Models + "general_settings: { master_key: a, keys: [{ key_alias: b }] }", ":2: general_settings.keys[0].key ")]
    [InlineData(Models + "general_settings: { master_key: a, keys: [{ key: b, metadata: text }] }", ":2: general_settings.keys[0].metadata ")]
    [InlineData(Models + "general_settings: { master_key: a, keys: [{ key: b, metadata: { logging: text } }] }", ":2: general_settings.keys[0].metadata.logging ")]
    [InlineData(Models + "general_settings: { master_key: a, keys: [{ key: b, metadata: { logging: [{ callback_name: s3, callback_vars: {} }] } }] }", ":2: general_settings.keys[0].metadata.logging[0].")]
    [InlineData(Models + "general_settings: { master_key: a, max_request_size_mb: 0 }", ":2: general_settings.max_request_size_mb ")]
    [InlineData(Models + "general_settings: { master_key: a, max_request_size_mb: -1 }", ":2: general_settings.max_request_size_mb ")]
    [InlineData(Models + "general_settings: { master_key: a, max_request_size_mb: NaN }", ":2: general_settings.max_request_size_mb ")]
    [InlineData(Models + "general_settings: { master_key: a, max_request_size_mb: 1e30 }", ":2: general_settings.max_request_size_mb ")]
    [InlineData(Models + "general_settings: { master_key: a, cors_origins: { a: b } }", ":2: general_settings.cors_origins ")]
    [InlineData(Models + "general_settings: { master_key: a, cors_origins: [not an origin] }", ":2: general_settings.cors_origins ")]
    [InlineData(Models + "general_settings: { master_key: a, proxy_base_url: 'ftp://a' }", ":2: general_settings.proxy_base_url ")]
    [InlineData(Models + "general_settings: { master_key: a, missing_session_id: maybe }", ":2: general_settings.missing_session_id ")]
    [InlineData(Models + "general_settings: { master_key: a, allow_unauthenticated: 5 }", ":2: general_settings.allow_unauthenticated ")]
    [InlineData(Models + "general_settings: { master_key: a, litellm_key_header_name: 'a b' }", ":2: general_settings.litellm_key_header_name ")]
    [InlineData(Models + "general_settings: { master_key: a, pass_through: maybe }", ":2: general_settings.pass_through ")]
    [InlineData(Models + "general_settings: { master_key: a, always_include_stream_usage: maybe }", ":2: general_settings.always_include_stream_usage ")]
    [InlineData(Models + "general_settings: { master_key: a, unknown: b }", ":2: general_settings.unknown ")]
    public async Task A_wrong_file_is_one_line(string yaml, string expected) => AssertOneLine(await FindErrorAsync(Encoding.UTF8.GetBytes(yaml)), expected);

    [Fact]
    public async Task Bytes_that_are_no_text_are_one_line()
    {
        byte[] whole = [.. Encoding.UTF8.GetBytes(Whole)];
        AssertOneLine(await FindErrorAsync([.. whole, 0xFF, 0xFE, 0x80]), "the file is not UTF-8; save it as UTF-8");
        AssertOneLine(await FindErrorAsync(Encoding.Unicode.GetBytes(Whole)), ":1: the file has the character U+0000; save it as UTF-8");
        AssertOneLine(await FindErrorAsync([.. whole, .. "a: \0b"u8]), ":3: the file has the character U+0000; save it as UTF-8");
        AssertOneLine(await FindErrorAsync([.. Enumerable.Repeat((byte)0, 4_096)]), ":");
        AssertOneLine(await FindErrorAsync([0xEF, 0xBB, 0xBF]), "the file is empty");
        Assert.Null(await FindErrorAsync([0xEF, 0xBB, 0xBF, .. whole]));
        Assert.Null(await FindErrorAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Whole)]));
    }

    // The reader of the document is recursive.
    [Theory]
    [InlineData("a: ", "[", "]", 100_000)]
    [InlineData("a: ", "{a: ", "}", 100_000)]
    [InlineData("a:\n", "- ", "", 100_000)]
    [InlineData("a: ", "[", "", 100_000)]
    public async Task A_very_deep_file_is_one_line(string start, string open, string close, int depth) => AssertOneLine(
        await FindErrorAsync(Encoding.UTF8.GetBytes(Whole + start + string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth)))),
        "the file is nested more than 100 levels deep");

    [Fact]
    public void A_path_that_is_no_file_is_one_line()
    {
        foreach (var path in new[] { _directory.FullName, Path.Combine(_directory.FullName, "none.yaml"), "a\0b", "", new string('x', 300), "/dev/null" })
        {
            var error = Record.Exception(() => ConfigurationReader.ReadFile(path));
            AssertOneLine(error is null ? null : StartupError.ReasonOf(error), "");
        }
    }

    // Settings of the host, from the environment, appsettings.json or the command line.
    [Theory]
    [InlineData("--CountSpend=maybe", "CountSpend")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging:LogLevel:Default is 'Loud'. Allowed: Trace, Debug, Information, Warning, Error, Critical, None.")]
    [InlineData("--Logging:Console:LogLevel:TracedLlm=5x", "Logging:Console:LogLevel:TracedLlm is '5x'. Allowed: ")]
    [InlineData("--shutdownTimeoutSeconds=soon", "shutdownTimeoutSeconds is 'soon'. Allowed: ")]
    [InlineData("--shutdownTimeoutSeconds=-5", "shutdownTimeoutSeconds is '-5'. Allowed: ")]
    [InlineData("--Kestrel:Endpoints:Own:Url=nothing", "Kestrel:Endpoints:Own:Url is 'nothing'. Allowed: ")]
    [InlineData("--Kestrel:Endpoints:Own:Url=http://127.0.0.1:99999", "Kestrel:Endpoints:Own:Url is 'http://127.0.0.1:99999'. Allowed: ")]
    [InlineData("--TracedLlm:MaxQueueBytes=many", "TracedLlm:MaxQueueBytes is 'many'. Allowed: ")]
    [InlineData("--TracedLlm:Unknown=1", "TracedLlm:Unknown is not a known setting.")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=nothing", "OTEL_EXPORTER_OTLP_ENDPOINT is 'nothing'. Allowed: ")]
    public async Task A_wrong_setting_of_the_host_is_one_line(string argument, string expected) =>
        AssertOneLine(await FindErrorAsync(Encoding.UTF8.GetBytes(Whole), argument), expected);

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "abc")]
    [InlineData("--config")]
    [InlineData("--urls")]
    [InlineData("--unknown")]
    [InlineData("--demo", "maybe")]
    [InlineData("--check", "5", "6")]
    [InlineData("file.yaml")]
    [InlineData("--config", "a.yaml", "--config", "b.yaml")]
    [InlineData("-x")]
    public async Task A_wrong_option_is_one_line_above_the_help(params string[] arguments)
    {
        using var errors = new StringWriter();

        Assert.Equal(2, await GatewayCommand.RunAsync(arguments, errors));

        var lines = errors.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines.TakeWhile(line => line.Length > 0), line => Assert.Contains(arguments, argument => line.Contains(argument, StringComparison.Ordinal)));
        Assert.InRange(lines.TakeWhile(line => line.Length > 0).Count(), 1, arguments.Length);
        Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    // What the program writes to standard error: GatewayCommand.
    private async Task<string?> FindErrorAsync(byte[] content, params string[] arguments)
    {
        var file = Path.Combine(_directory.FullName, "config.yaml");
        await File.WriteAllBytesAsync(file, content);
        try
        {
            await using var app = GatewayApplication.Create(ConfigurationReader.ReadFile(file), ["--urls", "http://127.0.0.1:0", "--Logging:Console:LogLevel:Default=None", .. arguments]);
            await app.StartAsync();
            await app.StopAsync();
            return null;
        }
        catch (Exception exception)
        {
            return StartupError.ReasonOf(exception);
        }
    }

    private static void AssertOneLine(string? error, string expected)
    {
        Assert.NotNull(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.DoesNotContain('\r', error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 1, 6_000);
    }
}
