namespace TracedLlm.Export.Tests.Backends;

public sealed class GenericOtlpBackendTests
{
    [Theory]
    [InlineData("otel")]
    [InlineData("otlp")]
    [InlineData("OTLP")]
    public void By_default_it_is_on_this_machine(string callback) => Assert.Equal(
        """
        otel HttpProtobuf http://localhost:4318/v1/traces
        semantic_conventions
        """,
        BackendText.Resolve(callback));

    [Fact]
    public void Every_variable_for_traces_goes_before_the_general_one() => Assert.Equal(
        """
        otel HttpProtobuf https://traces/as/it/is
        x-of: traces
        semantic_conventions, gzip, 2500 ms
        """,
        BackendText.Resolve(
            "otlp",
            """
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://traces/as/it/is
            OTEL_EXPORTER_OTLP_ENDPOINT=https://general
            OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf
            OTEL_EXPORTER_OTLP_PROTOCOL=grpc
            OTEL_EXPORTER_OTLP_TRACES_HEADERS=x-of=traces
            OTEL_EXPORTER_OTLP_HEADERS=x-of=general
            OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=2500
            OTEL_EXPORTER_OTLP_TIMEOUT=5000
            OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=gzip
            OTEL_EXPORTER_OTLP_COMPRESSION=none
            """));

    [Fact]
    public void The_general_variables_apply_if_there_is_no_variable_for_traces() => Assert.Equal(
        """
        otel Grpc https://general/
        x-of: general
        semantic_conventions, 5000 ms
        """,
        BackendText.Resolve(
            "otlp",
            """
            OTEL_EXPORTER_OTLP_ENDPOINT=https://general/ignored
            OTEL_EXPORTER_OTLP_PROTOCOL=grpc
            OTEL_EXPORTER_OTLP_HEADERS=x-of=general
            OTEL_EXPORTER_OTLP_TIMEOUT=5000
            OTEL_EXPORTER_OTLP_COMPRESSION=none
            """));

    [Fact]
    public void Compression_over_grpc_behaves_as_over_http() => Assert.Equal(
        """
        otel Grpc https://c/
        semantic_conventions, gzip
        """,
        BackendText.Resolve(
            "otlp",
            """
            OTEL_EXPORTER_OTLP_ENDPOINT=https://c
            OTEL_EXPORTER_OTLP_PROTOCOL=grpc
            OTEL_EXPORTER_OTLP_COMPRESSION=gzip
            """));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c/otlp", "http://c/otlp/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c/otlp?key=1", "http://c/otlp/v1/traces?key=1")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c/v1/traces", "http://c/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c/v1/metrics", "http://c/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c/a/v1/logs/", "http://c/a/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://ingest.signalfx.com/v2/trace/otlp", "https://ingest.signalfx.com/v2/trace/otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318", "http://c:4318/")]
    [InlineData("OTEL_ENDPOINT=http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_ENDPOINT=http://loses\nOTEL_EXPORTER_OTLP_ENDPOINT=http://wins", "http://wins/v1/traces")]
    [InlineData("OTEL_TRACES_ENDPOINT=http://c/own", "http://c/own")]
    [InlineData("OTEL_TRACES_ENDPOINT=http://loses\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://wins", "http://wins/")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "grpc http://localhost:4317/")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "grpc http://localhost:4317/")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=GRPC\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://c:4317/v1/traces", "grpc https://c:4317/")]
    [InlineData("OTEL_EXPORTER=otlp_grpc\nOTEL_ENDPOINT=http://c:4317", "grpc http://c:4317/")]
    [InlineData("OTEL_EXPORTER=grpc\nOTEL_ENDPOINT=http://c:4317", "grpc http://c:4317/")]
    [InlineData("OTEL_EXPORTER=otlp_http\nOTEL_ENDPOINT=http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER=console\nOTEL_ENDPOINT=http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER=otlp_grpc\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://localhost:4318/v1/traces")]
    public void The_endpoint_comes_from_the_variables(string settings, string expected) =>
        Assert.Equal(expected, BackendText.Address("otlp", settings));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a=b%20c,d=e=f", "a: b c\nd: e=f")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=Authorization=Basic cGs6c2s=", "Authorization: Basic cGs6c2s=")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS= a = b , c=d+e ,", "a: b\nc: d+e")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a=1,A=2", "A: 2")]
    [InlineData("OTEL_HEADERS=a=1", "a: 1")]
    [InlineData("OTEL_HEADERS=a=1\nOTEL_EXPORTER_OTLP_HEADERS=a=2", "a: 2")]
    public void Headers_are_split_and_percent_decoded(string setting, string expected)
    {
        var headers = Assert.Single(BackendText.Select("otlp", setting).Endpoints).Headers;

        Assert.Equal(expected, string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}")));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. Allowed: http/protobuf and grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=thrift", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is 'thrift'. Allowed: http/protobuf and grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4318'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=x\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://x", "OTEL_EXPORTER_OTLP_ENDPOINT is 'x'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is '/v1/traces'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://me:sesame@x", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT has a user name or a password. Allowed: addresses without them.")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION=zstd", "OTEL_EXPORTER_OTLP_COMPRESSION is 'zstd'. Allowed: gzip and none.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=sk-secret", "OTEL_EXPORTER_OTLP_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS=a=b,=c", "OTEL_EXPORTER_OTLP_TRACES_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a=%0Asesame", "OTEL_EXPORTER_OTLP_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_HEADERS=a b=sesame", "OTEL_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_HEADERS=Content-Type=text/html", "OTEL_HEADERS has the header 'Content-Type'. Allowed: all but content-type, content-length, content-encoding, transfer-encoding, host, connection, te.")]
    [InlineData("OTEL_EXPORTER=in_memory", "OTEL_EXPORTER is 'in_memory'. Allowed: otlp_http, otlp_grpc, http/protobuf, grpc, and console without an endpoint.")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE=/none/ca.pem", "OTEL_EXPORTER_OTLP_CERTIFICATE names the file '/none/ca.pem', which does not exist.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=/none/key.pem", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE. Set both.")]
    [InlineData("TracedLlm:OtlpView=jaeger", "TracedLlm:OtlpView is 'jaeger'. Allowed: SemanticConventions, LiteLlm, Langfuse, OpenInference, LangSmith.")]
    [InlineData("TracedLlm:OtlpView=1", "TracedLlm:OtlpView is '1'. Allowed: SemanticConventions, LiteLlm, Langfuse, OpenInference, LangSmith.")]
    public void A_bad_value_ends_the_program_and_the_message_names_the_allowed_values(string settings, string message) =>
        Assert.Equal(message, BackendText.Error("otlp", settings));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=10s", 10_000, "OTEL_EXPORTER_OTLP_TIMEOUT is '10s'. Allowed: a whole number of milliseconds, 0 for no limit. The value is ignored.")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=-1", 10_000, "OTEL_EXPORTER_OTLP_TIMEOUT is '-1'. Allowed: a whole number of milliseconds, 0 for no limit. The value is ignored.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=0", int.MaxValue, "")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=1", 1, "")]
    public void A_time_out_is_read_as_the_specification_says(string settings, int milliseconds, string warning)
    {
        var context = BackendText.Context("otlp", settings);

        var endpoint = new TracedLlm.Export.Backends.BackendSelection(context).Endpoints.Single();

        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), warning), (endpoint.Timeout, string.Join('\n', context.Warnings.Texts)));
    }

    [Theory]
    [InlineData("semantic_conventions", "semantic_conventions")]
    [InlineData("litellm", "litellm")]
    [InlineData("LiteLlm", "litellm")]
    [InlineData("langfuse", "langfuse")]
    [InlineData("openinference", "openinference")]
    [InlineData("langsmith", "langsmith")]
    public void The_view_is_chosen_by_a_setting(string view, string expected) =>
        Assert.EndsWith($"\n{expected}", BackendText.Resolve("otlp", $"TracedLlm:OtlpView={view}").ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://cloud.langfuse.com/api/public/otel")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://us.cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("OTEL_ENDPOINT=http://langfuse:3000/api/public/otel")]
    [InlineData("OTEL_ENDPOINT=https://langfuse.com")]
    public void Langfuses_endpoint_gets_Langfuses_view_and_version(string setting) => Assert.EndsWith(
        "\nAuthorization: Basic cGs6c2s=\nx-langfuse-ingestion-version: 4\nlangfuse",
        BackendText.Resolve("otel", $"{setting}\nOTEL_HEADERS=Authorization=Basic cGs6c2s=").ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("OTEL_ENDPOINT=https://cloud.langfuse.com/api/public/otel\nOTEL_HEADERS=X-Langfuse-Ingestion-Version=3", "X-Langfuse-Ingestion-Version: 3\nlangfuse")]
    [InlineData("OTEL_ENDPOINT=https://cloud.langfuse.com/api/public/otel\nTracedLlm:OtlpView=semantic_conventions", "x-langfuse-ingestion-version: 4\nsemantic_conventions")]
    [InlineData("OTEL_ENDPOINT=https://notlangfuse.com", "/v1/traces\nsemantic_conventions")]
    [InlineData("OTEL_ENDPOINT=https://cloud.langfuse.com.example.com", "/v1/traces\nsemantic_conventions")]
    public void What_is_configured_for_Langfuses_endpoint_stays_and_other_endpoints_get_neither(string settings, string expected) =>
        Assert.EndsWith(expected, BackendText.Resolve("otel", settings).ReplaceLineEndings("\n"), StringComparison.Ordinal);
}
