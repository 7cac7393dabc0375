using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Setup;
using TracedLlm.Settings;

namespace TracedLlm.Export.Tests.Setup;

/// <summary>A wrong configuration stops the start, or is a warning where the specification wants that: one line with the setting's own name, and what is allowed.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class WrongConfigurationTests : IDisposable
{
    private const string Langfuse = "TracedLlm:Callbacks=langfuse_otel | LANGFUSE_PUBLIC_KEY=pk | LANGFUSE_SECRET_KEY=sk | ";
    private const string Otel = "TracedLlm:Callbacks=otel | ";
    private const string Otlp = Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.test | ";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wrong-");

    // Every row of the table of settings: each with values that no setting of its type allows.
    public static TheoryData<string, string> EachSetting()
    {
        var rows = new TheoryData<string, string>();
        string[] flags =
        [
            "IgnoreContextPropagation", "CaptureContent", "ContentOnSpans", "CaptureProviderErrors", "CaptureClientAddress", "LogScopes", "WriteEvents", "LangSmithKeepsParent",
            "LangfuseKeepsParent", "LangfuseGuessesUsage", "LeavesUsageToClient", "AllowRequestDestinations", "Debug",
        ];
        string[] numbers =
        [
            "MaxRequestLogQueue", "MaxRequestLookahead", "MaxTotalRequestLookahead", "MaxMetadataKeys", "MaxMetadataLength", "MaxQueueBytes", "MaxBatchBytes",
            "SpoolMaxBytes", "MaxRequestDestinations", "Sampling:MaxHeldBytes", "MaxContentLength", "MaxSpanContentLength", "MaxMetricAttributeValues",
            "Viewer:MaxTraces", "Viewer:MaxBytes",
        ];
        string[] times = ["RequestLookaheadTimeout", "MaxSpanAge", "SpoolMaxAge"];
        string[] choices = ["SpanNames", "InboundTrust", "UnauthenticatedTrust", "MissingSession", "OtlpView", "TraceNames", "TenantDestinations", "RequestDestinations", "SpoolMode", "Langfuse:SpanScope", "Sampling:RequestRatio", "Sampling:Keep", "ContentTrust"];
        foreach (var name in flags)
        {
            Add(name, "yes", "tru", "2", "{}");
        }

        foreach (var name in numbers)
        {
            Add(name, "-1", "NaN", "1,5", "1.5", "1e3", "0x10", "99999999999999999999", "64MiB", "[5]");
        }

        foreach (var name in times)
        {
            Add(name, "0", "-00:00:01", "5s", "24:00:00", "00:61:00", "99999999.00:00:00", "{\"a\":1}");
        }

        foreach (var name in choices)
        {
            Add(name, "0", "none of them", "Full,Link", "[\"Full\"]");
        }

        Add("RefusedRequestRate", "-0.1", "1.1", "0,5", "NaN", "Infinity", "50%", "[1]");
        Add("Sampling:Ratio", "-0.1", "1.1", "0,5", "NaN", "Infinity", "50%", "[1]");
        Add("Sampling:CostlierThan", "-0.1", "0,5", "NaN", "Infinity", "1 USD", "[1]");
        Add("Sampling:SlowerThan", "-00:00:01", "5s", "24:00:00", "00:61:00");
        Add("Redact", "0", "none of them", "Emails,Names", "[\"Names\"]");
        Add("Sampling:Routes", "/v1/messages", "/v1/messages=2", "=0.5", "{\"a\":{\"b\":1}}");
        Add("Sampling:Tenants", "research", "research=2", "=0.5", "{\"a\":{\"b\":1}}");
        Add("Viewer:AllowedHosts", "http://localhost", "local host");
        Add("Sampling:Backends", "langfuse", "langfuse=2", "nobody=0.5", "console=0.5");
        return rows;

        void Add(string name, params string[] values)
        {
            foreach (var value in values)
            {
                rows.Add($"TracedLlm:{name}", value);
            }
        }
    }

    [Fact]
    public void Every_setting_of_the_section_is_tried()
    {
        // Lists and texts, which have rows of their own below.
        string[] others = ["AllowedBackendHosts", "AttributeParameters", "Callbacks", "ForwardBaggageTo", "ForwardTraceParentTo", "ForwardTraceStateTo", "Meters", "MetricAttributes", "ModelPrices", "Propagators", "ResponseHeaders", "Sampling:Seed", "Spool", "Viewer:AuthorizationPolicy"];
        var tried = EachSetting().Select(row => (string)((object[])row)[0]).Concat(others.Select(name => $"TracedLlm:{name}")).Distinct();

        Assert.Equal(
            TracedLlmSettings.Rows.Concat(ExportSettings.Rows).Where(row => row.Key is not null).Select(row => row.Name).Order(StringComparer.Ordinal),
            tried.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EachSetting))]
    public async Task A_value_that_is_not_allowed_stops_the_start(string name, string value)
    {
        var error = await FindErrorAsync(value[0] is '[' or '{' ? $$"""{"{{name.Replace(":", "\":{\"", StringComparison.Ordinal)}}":{{Nested(value)}}{{new string('}', name.Count(sign => sign == ':') + 1)}}""" : $"{name}={value}");

        Assert.True(error is not null, $"{name}={value} is accepted.");
        Assert.StartsWith(name, error, StringComparison.Ordinal);
        Assert.Contains(". Allowed: ", error, StringComparison.Ordinal);
        AssertOneLine(error);
    }

    // The settings, and the name that the line has.
    [Theory]
    [InlineData("TracedLlm:Propagators=b3", "TracedLlm:Propagators")]
    [InlineData("TracedLlm:Propagators=TraceContext;Baggage", "TracedLlm:Propagators")]
    [InlineData("""{"TracedLlm":{"Propagators":{"Baggage":true}}}""", "TracedLlm:Propagators")]
    [InlineData("TracedLlm:ResponseHeaders=All", "TracedLlm:ResponseHeaders")]
    [InlineData("TracedLlm:ForwardTraceParentTo=https://a/b", "TracedLlm:ForwardTraceParentTo")]
    [InlineData("""{"TracedLlm":{"ForwardTraceParentTo":[["a"]]}}""", "TracedLlm:ForwardTraceParentTo:0")]
    [InlineData("""{"TracedLlm":{"ForwardBaggageTo":[{"host":"a"}]}}""", "TracedLlm:ForwardBaggageTo:0")]
    [InlineData("""{"TracedLlm":{"ForwardBaggageTo":["a b"]}}""", "TracedLlm:ForwardBaggageTo")]
    [InlineData("""{"TracedLlm":{"ForwardTraceStateTo":[null]}}""", "TracedLlm:ForwardTraceStateTo")]
    [InlineData("TracedLlm:AllowedBackendHosts=https://a/b", "TracedLlm:AllowedBackendHosts")]
    [InlineData("TracedLlm:AllowedBackendHosts=a:99999", "TracedLlm:AllowedBackendHosts")]
    [InlineData("TracedLlm:AllowedBackendHosts=ftp://a", "TracedLlm:AllowedBackendHosts")]
    [InlineData("TracedLlm:AttributeParameters=feature,messages", "TracedLlm:AttributeParameters")]
    [InlineData("TracedLlm:AttributeParameters=a b", "TracedLlm:AttributeParameters")]
    [InlineData("""{"TracedLlm":{"Meters":[["a"]]}}""", "TracedLlm:Meters:0")]
    [InlineData("TracedLlm:Callbacks=langfuze", "TracedLlm:Callbacks")]
    [InlineData("TracedLlm:Callbacks=otel langfuse", "TracedLlm:Callbacks")]
    [InlineData("""{"TracedLlm":{"Callbacks":[{"name":"otel"}]}}""", "TracedLlm:Callbacks:0")]
    [InlineData("""{"TracedLlm":{"Callbacks":[""]}}""", "TracedLlm:Callbacks")]
    [InlineData("TracedLlm:Calbacks=otel", "TracedLlm:Calbacks")]
    [InlineData("TracedLlm:Langfuse:Host=x", "TracedLlm:Langfuse:Host")]
    [InlineData("TracedLlm:Langfuse:SpanScope=some", "TracedLlm:Langfuse:SpanScope")]
    [InlineData("TracedLlm:SpanNames=", "TracedLlm:SpanNames")]
    [InlineData("OTEL_IGNORE_CONTEXT_PROPAGATION=maybe", "OTEL_IGNORE_CONTEXT_PROPAGATION")]
    [InlineData("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=yes", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")]
    [InlineData("LITELLM_OTEL_TENANT_DESTINATION_MODE=both", "LITELLM_OTEL_TENANT_DESTINATION_MODE")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=half | " + Langfuse, "LITELLM_OTEL_LANGFUSE_SPAN_SCOPE")]
    [InlineData("TracedLlm:Callbacks=langfuse_otel", "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set")]
    [InlineData("TracedLlm:Callbacks=langfuse | LANGFUSE_PUBLIC_KEY=pk", "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=ftp://host", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://user:secret@host", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=\"https://host\"", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://ho st", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://host:notaport", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://host:99999", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https:///path", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://a\\r\\nb", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_OTEL_HOST=https://[::1", "LANGFUSE_OTEL_HOST")]
    [InlineData(Langfuse + "LANGFUSE_SAMPLE_RATE=10", "LANGFUSE_SAMPLE_RATE")]
    [InlineData(Langfuse + "LANGFUSE_SAMPLE_RATE=0,5", "LANGFUSE_SAMPLE_RATE")]
    [InlineData(Langfuse + "LANGFUSE_SAMPLE_RATE=NaN", "LANGFUSE_SAMPLE_RATE")]
    [InlineData(Langfuse + "LANGFUSE_TRACING_ENVIRONMENT=Prod Environment", "LANGFUSE_TRACING_ENVIRONMENT")]
    [InlineData(Langfuse + "LANGFUSE_TRACING_ENVIRONMENT=langfuse-x", "LANGFUSE_TRACING_ENVIRONMENT")]
    [InlineData("TracedLlm:Callbacks=langfuse_otel | LANGFUSE_PUBLIC_KEY=pk\\r\\nx | LANGFUSE_SECRET_KEY=sk", "LANGFUSE_PUBLIC_KEY")]
    [InlineData("TracedLlm:Callbacks=langfuse_otel | LANGFUSE_PUBLIC_KEY=pk | LANGFUSE_SECRET_KEY=schlüssel", "LANGFUSE_SECRET_KEY")]
    [InlineData("""{"TracedLlm":{"Callbacks":"langfuse_otel"},"LANGFUSE_PUBLIC_KEY":["pk"],"LANGFUSE_SECRET_KEY":"sk"}""", "LANGFUSE_PUBLIC_KEY")]
    [InlineData("TracedLlm:Callbacks=langsmith", "LANGSMITH_API_KEY must be set")]
    [InlineData("TracedLlm:Callbacks=langsmith | LANGSMITH_API_KEY=k | LANGSMITH_BASE_URL=http://", "LANGSMITH_BASE_URL")]
    [InlineData("TracedLlm:Callbacks=langsmith | LANGSMITH_API_KEY=k | LANGSMITH_PROJECT=π", "LANGSMITH_PROJECT")]
    [InlineData("TracedLlm:Callbacks=langsmith | LANGSMITH_API_KEY=k | LANGSMITH_SAMPLING_RATE=-1", "LANGSMITH_SAMPLING_RATE")]
    [InlineData("TracedLlm:Callbacks=langsmith | LANGSMITH_API_KEY=\u201ck\u201d", "LANGSMITH_API_KEY")]
    [InlineData("TracedLlm:Callbacks=arize | ARIZE_API_KEY=k", "ARIZE_SPACE_ID and ARIZE_API_KEY must be set")]
    [InlineData("TracedLlm:Callbacks=arize | ARIZE_API_KEY=k | ARIZE_SPACE_ID=s | ARIZE_ENDPOINT=grpc://x y", "ARIZE_ENDPOINT")]
    [InlineData("TracedLlm:Callbacks=arize_phoenix | PHOENIX_COLLECTOR_ENDPOINT=https://app.phoenix.arize.com", "PHOENIX_API_KEY must be set")]
    [InlineData("TracedLlm:Callbacks=arize_phoenix | PHOENIX_COLLECTOR_ENDPOINT=localhost:6006", "PHOENIX_COLLECTOR_ENDPOINT")]
    [InlineData("TracedLlm:Callbacks=arize_phoenix | PHOENIX_GRPC_PORT=99999", "PHOENIX_GRPC_PORT")]
    [InlineData("TracedLlm:Callbacks=arize_phoenix | PHOENIX_GRPC_PORT=grpc", "PHOENIX_GRPC_PORT")]
    [InlineData("TracedLlm:Callbacks=arize_phoenix | PHOENIX_CLIENT_HEADERS=bearer", "PHOENIX_CLIENT_HEADERS")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=unix:///tmp/socket", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=http:/collector", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=true", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT='http://collector'", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:-1", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData(Otel + "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    [InlineData(Otel + "OTEL_ENDPOINT=traces", "OTEL_ENDPOINT")]
    [InlineData("""{"TracedLlm":{"Callbacks":["otel"]},"OTEL_EXPORTER_OTLP_ENDPOINT":["http://a"]}""", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("""{"TracedLlm":{"Callbacks":["otel"]},"OTEL_EXPORTER_OTLP_HEADERS":{"a":"b"}}""", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=thrift", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")]
    [InlineData(Otlp + "OTEL_EXPORTER=jaeger", "OTEL_EXPORTER")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_COMPRESSION=zstd", "OTEL_EXPORTER_OTLP_COMPRESSION")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_HEADERS=Authorization: Bearer sesame", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_HEADERS=a b=sesame", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_HEADERS=a=sesame%0d%0ab", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_HEADERS=content-type=text", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_HEADERS={\"a\":\"sesame\"}", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_TRACES_HEADERS==sesame", "OTEL_EXPORTER_OTLP_TRACES_HEADERS")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=not-there.pem", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=DIRECTORY", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=a\\0b", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CLIENT_KEY=FILE", "OTEL_EXPORTER_OTLP_CLIENT_KEY")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=FILE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=FILE | OTEL_EXPORTER_OTLP_CLIENT_KEY=FILE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")]
    [InlineData(Otlp + "TracedLlm:Spool=FILE", "TracedLlm:Spool")]
    [InlineData(Otlp + "TracedLlm:Spool=FILE/below", "TracedLlm:Spool")]
    [InlineData(Otlp + "TracedLlm:Spool=/proc/none", "TracedLlm:Spool")]
    [InlineData(Otlp + "TracedLlm:Spool=/dev/null", "TracedLlm:Spool")]
    [InlineData(Otlp + "TracedLlm:Spool=a\\0b", "TracedLlm:Spool")]
    [InlineData(Otlp + "TracedLlm:Spool=/tmp/a\\r\\nb", "TracedLlm:Spool")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "OTEL_EXPORTER_OTLP_CERTIFICATE=LONG", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData(Otlp + "TracedLlm:Spool=LONG", "TracedLlm:Spool")]
    [InlineData("""{"TracedLlm":{"Spool":["/tmp"]}}""", "TracedLlm:Spool")]
    [InlineData("""{"TracedLlm":{"Spool":{"Directory":"/tmp"}}}""", "TracedLlm:Spool")]
    public async Task A_wrong_setting_stops_the_start_with_one_line(string settings, string name)
    {
        var error = await FindErrorAsync(settings);

        Assert.True(error is not null, $"{settings} is accepted.");
        Assert.StartsWith(name, error, StringComparison.Ordinal);
        Assert.Matches(Remedy(), error);
        Assert.DoesNotContain("sesame", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", error, StringComparison.Ordinal);
        AssertOneLine(error);
    }

    // The variables of the specification, which says that a wrong value is ignored with a warning.
    [Theory]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "-1", "5s", "NaN", "1.5", "1,000", "99999999999")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "0", "-1", "many", "1e3")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0", "-5", "unlimited")]
    [InlineData("OTEL_BSP_EXPORT_TIMEOUT", "-1", "soon")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "-1", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1.5")]
    [InlineData("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1", "long")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "jaeger_remote", "parentbased_")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "jaeger,otlp")]
    [InlineData("OTEL_SDK_DISABLED", "yes", "1")]
    [InlineData("OTEL_LOG_LEVEL", "loud")]
    [InlineData("OTEL_PROPAGATORS", "b3", "b3multi,xray")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "team", "=x", "a=b,c")]
    [InlineData("OTEL_SPAN_EVENT_COUNT_LIMIT", "128")]
    public async Task A_wrong_variable_of_the_specification_is_a_warning_of_one_line(string name, params string[] values)
    {
        foreach (var value in values)
        {
            using var log = new LogLines();
            await using var gateway = await ExportGateway.StartAsync(Read($"{name}={value} | OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9"), logging: log);

            // One line for each name in a list.
            var lines = log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal)).ToList();
            Assert.Equal(name == "OTEL_PROPAGATORS" ? value.Split(',').Length : 1, lines.Count);
            Assert.All(lines, AssertOneLine);
        }
    }

    [Fact]
    public async Task The_argument_of_a_sampler_is_a_warning_too()
    {
        foreach (var value in new[] { "10%", "2", "-0.5", "0,5", "NaN" })
        {
            using var log = new LogLines();
            await using var gateway = await ExportGateway.StartAsync(Read($"OTEL_TRACES_SAMPLER=traceidratio | OTEL_TRACES_SAMPLER_ARG={value}"), logging: log);

            AssertOneLine(Assert.Single(log.Lines, line => line.Contains($"OTEL_TRACES_SAMPLER_ARG is '{value}'. Allowed: a number from 0 to 1.", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_very_long_value_is_cut()
    {
        var error = await FindErrorAsync($"TracedLlm:SpanNames={new string('x', 100_000)}");

        Assert.Equal($"TracedLlm:SpanNames is '{new string('x', 200)}…'. Allowed: LiteLlm, SemanticConventions.", error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    // The text of the program's end, as an operator gets it from the host.
    private async Task<string?> FindErrorAsync(string settings)
    {
        try
        {
            await using var gateway = await ExportGateway.StartAsync(Read(settings));
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    private Dictionary<string, string?> Read(string settings)
    {
        if (settings.StartsWith('{'))
        {
            using var json = new MemoryStream(Encoding.UTF8.GetBytes(settings));
            return new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().ToDictionary(pair => pair.Key, pair => pair.Value);
        }

        var file = Path.Combine(_directory.FullName, "file");
        File.WriteAllText(file, "no certificate");
        return settings.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(
                pair => pair[0],
                string? (pair) => pair[1]
                    .Replace("\\r", "\r", StringComparison.Ordinal)
                    .Replace("\\n", "\n", StringComparison.Ordinal)
                    .Replace("\\0", "\0", StringComparison.Ordinal)
                    .Replace("DIRECTORY", _directory.FullName, StringComparison.Ordinal)
                    .Replace("LONG", new string('x', 5_000), StringComparison.Ordinal)
                    .Replace("FILE", file, StringComparison.Ordinal));
    }

    // An object without members is no value at all.
    private static string Nested(string value) => value == "{}" ? "{\"a\":true}" : value;

    private static void AssertOneLine(string line)
    {
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1, 1_500);
    }

    [GeneratedRegex("Allowed: |must be set|Known settings: |Set both|which does not exist|which cannot be read|which has no |does not belong")]
    private static partial Regex Remedy();
}
