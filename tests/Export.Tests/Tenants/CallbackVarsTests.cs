namespace TracedLlm.Export.Tests.Tenants;

public sealed class CallbackVarsTests
{
    [Fact]
    public void Every_name_is_one_that_a_backend_reads() => Assert.Equal(
        """
        arize_api_key
        arize_project_name
        arize_space_id
        arize_space_key
        langfuse_host
        langfuse_public_key
        langfuse_secret
        langfuse_secret_key
        langfuse_span_scope
        langsmith_api_key
        langsmith_base_url
        langsmith_project
        langsmith_sampling_rate
        langsmith_tenant_id
        otel_endpoint
        otel_exporter
        otel_exporter_otlp_endpoint
        otel_exporter_otlp_headers
        otel_exporter_otlp_protocol
        otel_headers
        phoenix_api_key
        phoenix_collector_endpoint
        phoenix_collector_http_endpoint
        phoenix_project
        phoenix_project_name
        """,
        string.Join(Environment.NewLine, CallbackVars.Names.Order(StringComparer.Ordinal)));

    [Fact]
    public void They_are_equal_if_all_values_are()
    {
        var vars = Vars.Parse("langfuse_public_key=pk, langfuse_secret_key=sk");

        Assert.Equal(vars, Vars.Parse("langfuse_secret_key=sk, langfuse_public_key=pk"));
        Assert.Equal(vars.GetHashCode(), Vars.Parse("langfuse_secret_key=sk, langfuse_public_key=pk").GetHashCode());
        Assert.Equal(vars, Vars.Parse("langfuse_public_key= pk , langfuse_secret_key=sk, langfuse_host=, other=x"));
        Assert.NotEqual(vars, Vars.Parse("langfuse_public_key=pk, langfuse_secret_key=sk2"));
        Assert.NotEqual(vars, Vars.Parse("langfuse_public_key=pk"));
        Assert.NotEqual(vars, Vars.Parse("langfuse_public_key=pk, langfuse_secret=sk"));
    }

    [Fact]
    public void Their_text_has_no_value()
    {
        var destination = new TraceDestination("langfuse", Vars.Parse("langfuse_public_key=pk-canary, langfuse_secret_key=sk-canary"));

        Assert.Equal("langfuse_public_key, langfuse_secret_key", destination.Vars.ToString());
        Assert.DoesNotContain("canary", destination.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("s3_bucket=x", true)]
    [InlineData("langfuse_host=", true)]
    [InlineData("langfuse_host=x", false)]
    public void Unknown_names_and_blank_values_are_not_kept(string vars, bool isEmpty) =>
        Assert.Equal(isEmpty, Vars.Parse(vars).IsEmpty);

    [Theory]
    [InlineData("langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk", null)]
    [InlineData("langfuse", "langfuse_public_key=pk, langfuse_secret=sk", null)]
    [InlineData("langfuse", "langfuse_public_key=pk", "langfuse_secret_key must be set")]
    [InlineData("langfuse", "langfuse_host=https://x", "langfuse_public_key and langfuse_secret_key must be set")]
    [InlineData("langsmith", "langsmith_api_key=k", null)]
    [InlineData("langsmith", "langsmith_project=p", "langsmith_api_key must be set")]
    [InlineData("arize", "arize_api_key=k, arize_space_id=s", null)]
    [InlineData("arize", "arize_api_key=k, arize_space_key=s", null)]
    [InlineData("arize", "arize_api_key=k", "arize_space_id must be set")]
    [InlineData("arize_phoenix", "phoenix_project_name=p", null)]
    [InlineData("arize_phoenix", "phoenix_api_key=k", null)]
    [InlineData("arize_phoenix", "langfuse_public_key=k", "none of phoenix_api_key, phoenix_collector_http_endpoint, phoenix_collector_endpoint, phoenix_project, phoenix_project_name is set")]
    [InlineData("otel", "langfuse_public_key=k", "none of otel_headers, otel_exporter_otlp_headers, otel_endpoint, otel_exporter_otlp_endpoint, otel_exporter, otel_exporter_otlp_protocol is set")]
    [InlineData("otlp", "otel_endpoint=http://c", null)]
    [InlineData("langsmith", "langsmith_sampling_rate=0.5", null)]
    [InlineData("langsmith", "langsmith_sampling_rate=0.5, langsmith_project=p", "langsmith_api_key must be set")]
    [InlineData("langfuse", "langfuse_span_scope=request", null)]
    [InlineData("console", "", "'console' takes no credentials; those that do are langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, otlp")]
    [InlineData("s3", "", "'s3' takes no credentials; those that do are langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, otlp")]
    public void An_incomplete_destination_names_the_missing_values(string callback, string vars, string? problem) =>
        Assert.Equal(problem, new TraceDestination(callback, Vars.Parse(vars)).Problem);
}
