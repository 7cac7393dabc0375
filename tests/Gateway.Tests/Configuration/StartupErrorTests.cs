using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>A gateway that does not start says why in one line.</summary>
public sealed class StartupErrorTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\ngeneral_settings: { master_key: sk-own }\n";

    [Theory]
    [InlineData("langfuse_otel", "OTEL_BSP_SCHEDULE_DELAY: 20", "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set")]
    [InlineData("langfuse_otel", "LANGFUSE_PUBLIC_KEY: p, LANGFUSE_SECRET_KEY: s, LANGFUSE_OTEL_HOST: 'http://user:secret@host'", "LANGFUSE_OTEL_HOST has a user name or a password. Allowed: addresses without them.")]
    [InlineData("langfuse_otel", "LANGFUSE_PUBLIC_KEY: p, LANGFUSE_SECRET_KEY: s, LANGFUSE_SAMPLE_RATE: many", "LANGFUSE_SAMPLE_RATE")]
    [InlineData("langsmith", "LANGSMITH_PROJECT: p", "LANGSMITH_API_KEY must be set")]
    [InlineData("arize", "ARIZE_API_KEY: p", "ARIZE_SPACE_ID and ARIZE_API_KEY must be set")]
    [InlineData("otel", "OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://host'", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("otel", "OTEL_EXPORTER_OTLP_HEADERS: 'no-value'", "OTEL_EXPORTER_OTLP_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("otel", "OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', TracedLlm__Spool: /proc/none/spool", "TracedLlm:Spool")]
    public async Task A_wrong_backend_is_one_line(string callback, string variables, string expected)
    {
        var output = await GatewayProcess.RunAsync(
            $"{Models}environment_variables: {{ {variables} }}\nlitellm_settings: {{ callbacks: [{callback}] }}", "http://127.0.0.1:0");

        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", line, StringComparison.Ordinal);
    }

    // WrongFileTests has many more, without processes.
    [Theory]
    [InlineData("a: DEEP", ".yaml:3: the file is nested more than 100 levels deep")]
    [InlineData("a: *b", ".yaml:3: *b has no anchor &b before it")]
    [InlineData("environment_variables: { 'A=B': c }", ".yaml:3: environment_variables.A=B ")]
    [InlineData("environment_variables: { Logging__LogLevel__Default: Loud }", "Logging:LogLevel:Default is 'Loud'. Allowed: ")]
    [InlineData("environment_variables: { TracedLlm__MaxQueueBytes: \"64\\nMiB\" }", "TracedLlm:MaxQueueBytes is '64\\u000aMiB'. Allowed: ")]
    [InlineData("environment_variables: { TracedLlm__InboundTrust: 'Full,Link' }", "TracedLlm:InboundTrust is 'Full,Link'. Allowed: ")]
    public async Task A_wrong_file_is_one_line(string yaml, string expected)
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        var output = await GatewayProcess.RunAsync(Models + yaml.Replace("DEEP", deep, StringComparison.Ordinal), "http://127.0.0.1:0");

        Assert.Contains(expected, Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_within_an_exception_are_named_once()
    {
        var inner = new IOException("no such\n  file");
        var known = new InvalidOperationException("cannot open: No such\n  file", inner);
        var unknown = new InvalidOperationException("cannot open", inner);

        Assert.Equal("cannot open: No such file", StartupError.ReasonOf(known));
        Assert.Equal("cannot open: no such file", StartupError.ReasonOf(unknown));
        Assert.Equal("cannot open: no such file; no such file", StartupError.ReasonOf(new AggregateException(unknown, new AggregateException(inner))));
    }
}
