using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tests.Setup;

namespace TracedLlm.Export.Tests.Backends;

public sealed class BackendLogTests
{
    private const string Secrets =
        """
        LANGFUSE_PUBLIC_KEY=pk-lf-canary
        LANGFUSE_SECRET_KEY=sk-lf-canary
        PHOENIX_API_KEY=canary
        PHOENIX_CLIENT_HEADERS=x-proxy=canary
        ARIZE_SPACE_ID=canary
        ARIZE_API_KEY=canary
        LANGSMITH_API_KEY=canary
        OTEL_HEADERS=Authorization=Basic canary,x-canary=canary
        OTEL_ENDPOINT=http://collector:4318

        """;

    [Fact]
    public void Debug_logging_names_the_source_of_each_endpoint_and_its_form_of_authentication() => Assert.Equal(
        """
        Information: langfuse_otel: sends spans to https://us.cloud.langfuse.com/api/public/otel/v1/traces by http/protobuf; the address comes from the default.
        Information: langfuse_otel: Authorization: Basic <pk-lf-…:***>
        Information: langfuse_otel: x-langfuse-ingestion-version: 4
        Information: arize_phoenix: sends spans to http://localhost:6006/v1/traces by http/protobuf; the address comes from the default.
        Information: arize_phoenix: x-project-name: default
        Information: arize_phoenix: authorization: Bearer <***>
        Information: arize_phoenix: x-proxy: <***>
        Information: arize: sends spans to https://otlp.arize.com/ by grpc; the address comes from the default.
        Information: arize: arize-space-id: <***>
        Information: arize: api_key: <***>
        Information: langsmith: sends spans to https://api.smith.langchain.com/otel/v1/traces by http/protobuf; the address comes from the default.
        Information: langsmith: x-api-key: <***>
        Information: langsmith: Langsmith-Project: litellm-completion
        Information: otel: sends spans to http://collector:4318/v1/traces by http/protobuf; the address comes from OTEL_ENDPOINT.
        Information: otel: Authorization: Basic <***>
        Information: otel: x-canary: <***>
        """,
        Logged("langfuse_otel, arize_phoenix, arize, langsmith, otel", Secrets + "TracedLlm:Debug=true"));

    [Theory]
    [InlineData("pk-lf-1", "Basic <pk-lf-…:***>")]
    [InlineData("1234567890", "Basic <…:***>")]
    public void Only_the_kind_of_a_public_key_is_logged(string key, string form) =>
        Assert.Contains(form, Logged("langfuse", $"LANGFUSE_PUBLIC_KEY={key}\nLANGFUSE_SECRET_KEY=sk\nTracedLlm:Debug=true"), StringComparison.Ordinal);

    [Fact]
    public void A_backend_without_its_own_credentials_logs_that_it_waits_for_tenants() => Assert.Equal(
        """
        Information: langfuse: sends spans to https://my/api/public/otel/v1/traces by http/protobuf; the address comes from LANGFUSE_HOST.
        Information: langfuse: LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set. It receives only spans of keys and teams that bring credentials.
        """,
        Logged("langfuse", "LANGFUSE_HOST=https://my\nLITELLM_LOG=DEBUG"));

    [Fact]
    public void By_default_no_debug_line_is_logged() => Assert.Equal("", Logged("langfuse_otel, otel", Secrets));

    [Theory]
    [InlineData(true, "Information: otel: 3 spans in 512 bytes to http://localhost:4318/v1/traces: 503 after 12 ms.")]
    [InlineData(false, "")]
    public void Debug_logging_has_the_result_of_each_submission(bool isOn, string expected)
    {
        using var lines = new LogLines();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(lines));

        new BackendLog(factory.CreateLogger<BackendLog>(), isOn).Submitted(
            BackendText.Select("otel").Endpoints[0], 3, 512, "503", TimeSpan.FromMilliseconds(12.4));

        Assert.Equal(expected, string.Join(Environment.NewLine, lines.Lines));
    }

    [Theory]
    [InlineData("langfuse_otel, otel, arize_phoenix", "Information: Content is not captured, so that the spans at langfuse_otel, arize_phoenix have no input and no output. Set TracedLlm:CaptureContent to true to capture it; LiteLLM captures it by default.")]
    [InlineData("otel", "")]
    public void Without_content_one_line_names_the_backends_that_draw_it(string callbacks, string expected)
    {
        using var lines = new LogLines();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(lines));

        new BackendLog(factory.CreateLogger<BackendLog>(), isOn: false).ContentIsOff(new BackendSelection(BackendText.Context(callbacks, Secrets)).Backends);

        Assert.Equal(expected, string.Join(Environment.NewLine, lines.Lines));
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task The_line_is_written_at_the_start_only_without_content(string captures, int expected)
    {
        using var lines = new LogLines();
        await using (await ExportGateway.StartAsync(
            new()
            {
                ["TracedLlm:Callbacks"] = "arize_phoenix",
                ["PHOENIX_COLLECTOR_ENDPOINT"] = "http://127.0.0.1:9",
                ["TracedLlm:CaptureContent"] = captures,
            },
            logging: lines))
        {
        }

        Assert.Equal(expected, lines.Lines.Count(line => line.Contains("CaptureContent", StringComparison.Ordinal)));
    }

    private static string Logged(string callbacks, string settings)
    {
        using var lines = new LogLines();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(lines));
        var context = BackendText.Context(callbacks, settings);
        var log = new BackendLog(factory.CreateLogger<BackendLog>(), context.Options.Debug);
        foreach (var backend in new BackendSelection(context).Backends)
        {
            log.Resolved(backend);
        }

        return string.Join(Environment.NewLine, lines.Lines);
    }
}
